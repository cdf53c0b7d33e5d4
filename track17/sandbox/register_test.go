package sandbox_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestRegisterAnswersAsTheReferenceShows(t *testing.T) {
	v := start(t, sandbox.Options{})
	got := v.register(`{"number":"RR123456789CN","tag":"A1"}`, `{"number":"1234","carrier":3011}`)
	require.Equal(t, 200, got.status)
	require.JSONEq(t, `{"code":0,"data":{
		"accepted":[{"origin":1,"number":"RR123456789CN","tag":"A1","carrier":3011}],
		"rejected":[{"number":"1234","carrier":3011,
			"error":{"code":-18010012,"message":"The format of data '1234' is invalid."}}]}}`, got.text)
}

func TestVersionsBeforeV24NameNoCarrierOfARejectedItem(t *testing.T) {
	v := start(t, sandbox.Options{})
	got, err := v.call("/track/v2.2/register", key, list(`{"number":"1234","carrier":3011}`))
	require.NoError(t, err)
	require.Nil(t, got.Data.Rejected[0].Carrier)
	require.EqualValues(t, 0, v.register("1234").Data.Rejected[0].Carrier)
}

func TestNumbersAreTrimmedAndUpperCased(t *testing.T) {
	v := start(t, sandbox.Options{})
	got := v.register(`{"number":" rr123456789cn\n"}`, "RR123456789CN")
	require.Equal(t, "RR123456789CN", got.Data.Accepted[0].Number)
	require.Equal(t, track17.CodeAlreadyRegistered, got.Data.Rejected[0].Error.Code)
}

func TestIdentityIsNumberAndCarrier(t *testing.T) {
	v := start(t, sandbox.Options{})
	require.Len(t, v.register(s10(1)).Data.Accepted, 1)
	require.Equal(t, track17.CodeAlreadyRegistered, v.rejection(s10(1)))
	require.Equal(t, track17.CodeAlreadyRegistered, v.rejection(`{"number":"`+s10(1)+`","carrier":3011}`))
	require.Len(t, v.register(`{"number":"`+s10(1)+`","carrier":21051}`).Data.Accepted, 1)

	quota := v.getQuota().Data.Quota
	require.EqualValues(t, 2, quota.Used, "two registrations, and repeats are free")
	for entry := range v.Registrations(key, s10(1)) {
		require.Equal(t, map[int]int{3011: 2, 21051: 0}[entry.Carrier], entry.Repeats)
		require.Equal(t, 1, entry.Charged)
	}
}

func TestAccountsAreApart(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	for _, token := range []string{"one", "two"} {
		require.Contains(t, direct(server, token, "register", list(s10(1))).Body.String(), `"accepted":[{`)
	}
}

func TestDetection(t *testing.T) {
	v := start(t, sandbox.Options{})
	for _, test := range []struct {
		item            string
		carrier, origin int
	}{
		{"RR123456785CN", 3011, 1},
		{"EA123456785US", 21051, 1},
		{"LX123456785DE", 7044, 1},
		{"1Z999AA10123456784", 100002, 1},
		{"TBA123456789012", 100308, 1},
		{"1234567890", 100001, 3},
		{"123456789012", 100003, 3},
		{"12345678901234", 100007, 3},
		{"SBX-ORDINARY", 190008, 1},
		{`{"number":"ANYTHING-1","carrier":100012}`, 100012, 2},
		{`{"number":"RR123456785CN","carrier":21051}`, 21051, 2},
		{`{"number":"1Z999AA10123456785","carrier":100003}`, 100002, 1},
		{`{"number":"1Z999AA10123456786","carrier":100003,"auto_detection":false}`, 100003, 2},
	} {
		got := v.register(test.item)
		require.Len(t, got.Data.Accepted, 1, test.item)
		require.EqualValues(t, test.carrier, got.Data.Accepted[0].Carrier, test.item)
		require.Equal(t, test.origin, got.Data.Accepted[0].Origin, test.item)
	}
	for _, item := range []string{"ANYTHING-2", "RR123456785QQ", "RRX23456785CN", "1R123456785CN", `{"number":"RR123456786CN","auto_detection":false}`} {
		require.Equal(t, track17.CodeCarrierNotDetected, v.rejection(item), item)
	}
}

func TestItemsThatAreWrong(t *testing.T) {
	v := start(t, sandbox.Options{})
	long := strings.Repeat("X", 101)
	for item, code := range map[string]track17.Code{
		`{}`:              track17.CodeDataMissing,
		`{"number":"  "}`: track17.CodeDataMissing,
		"1234":            track17.CodeFormatInvalid,
		"RR 123456785CN":  track17.CodeFormatInvalid,
		"1.2E+17":         track17.CodeFormatInvalid,
		"ÄÄÄÄÄ":           track17.CodeFormatInvalid,
		long[:51]:         track17.CodeFormatInvalid,
		`{"number":"RR123456785CN","carrier":-1}`:                                   track17.CodeCarrierIncorrect,
		`{"number":"RR123456785CN","carrier":999}`:                                  track17.CodeCarrierIncorrect,
		`{"number":"RR123456785CN","final_carrier":1000000}`:                        track17.CodeCarrierIncorrect,
		`{"number":"1Z999AA10123456784","final_carrier":21051}`:                     track17.CodeLastMileNotPostal,
		`{"number":"RR123456785CN","tag":"` + long + `"}`:                           track17.CodeFieldValueInvalid,
		`{"number":"RR123456785CN","destination_country":"USA"}`:                    track17.CodeFieldValueInvalid,
		`{"number":"12345678","carrier":100005}`:                                    track17.CodePostalRequired,
		`{"number":"12345678","carrier":100005,"param":"44121"}`:                    track17.CodePostalRequired,
		`{"number":"12345678","carrier":14041,"destination_postal_code":"1234"}`:    track17.CodeCountryPostalRequired,
		`{"number":"12345678","carrier":190766,"destination_postal_code":"518000"}`: track17.CodePhoneRequired,
	} {
		require.Equal(t, code, v.rejection(item), item)
	}
	require.Zero(t, v.getQuota().Data.Quota.Used, "what is rejected costs nothing")
}

func TestWrongFieldIsNamed(t *testing.T) {
	v := start(t, sandbox.Options{})
	got := v.register(`{"number":"RR123456785CN","destination_country":"USA"}`)
	require.Equal(t, "The value USA of the field destination_country is invalid.", got.Data.Rejected[0].Error.Message)
	got = v.register(`{"number":"12345678","carrier":100005}`)
	require.Contains(t, got.Data.Rejected[0].Error.Message, "'destination_postal_code' field is required")
}

func TestItemsThatAreRight(t *testing.T) {
	v := start(t, sandbox.Options{})
	for _, item := range []string{
		"12345-67890-1Z", // given below with a carrier
		`{"number":"12345678","carrier":100005,"destination_postal_code":"44121"}`,
		`{"number":"12345678","carrier":14041,"destination_postal_code":"1234","destination_country":"NL"}`,
		`{"number":"12345678","carrier":190766,"phone_number":"13800005678"}`,
		`{"number":"RR123456785CN","final_carrier":21051,"tag":"` + strings.Repeat("ü", 100) + `"}`,
		`{"number":"RR123456794CN","shipper":{"deep":[1]},"unheard_of":7}`,
	} {
		item = strings.Replace(item, "12345-67890-1Z", `{"number":"12345-67890-1Z","carrier":100001}`, 1)
		require.Len(t, v.register(item).Data.Accepted, 1, item)
	}
	before, err := v.call("/track/v2.2/register", key, list(`{"number":"87654321","carrier":100005,"param":"44121"}`))
	require.NoError(t, err)
	require.Len(t, before.Data.Accepted, 1)
}

func TestCallsThatFailAsAWhole(t *testing.T) {
	v := start(t, sandbox.Options{})
	for body, code := range map[string]track17.Code{
		"":                                       track17.CodeSubmittedDataInvalid,
		"{}":                                     track17.CodeSubmittedDataInvalid,
		"[1]":                                    track17.CodeSubmittedDataInvalid,
		`[{"number":"RR123456785CN"}`:            track17.CodeSubmittedDataInvalid,
		list(s10(1), `{"number":5}`):             track17.CodeSubmittedDataInvalid,
		list(s10(1), `{"carrier":"3011"}`):       track17.CodeSubmittedDataInvalid,
		list(s10(1), `{"auto_detection":"yes"}`): track17.CodeSubmittedDataInvalid,
		"[]":                                     track17.CodeDataMissing,
		list(s10s(1, 41)...):                     track17.CodeTooManyNumbers,
	} {
		got, err := v.call("/track/v2.4/register", key, body)
		require.NoError(t, err)
		require.Equal(t, 200, got.status, body)
		require.Equal(t, code, got.Code, body)
		require.Len(t, got.Data.Errors, 1, body)
		require.Equal(t, code, got.Data.Errors[0].Code)
	}
	require.Zero(t, v.Summary(key).Registrations)
	require.Len(t, v.register(s10s(1, 40)...).Data.Accepted, 40)
}

func TestLimitIsSettable(t *testing.T) {
	v := start(t, sandbox.Options{Limit: 2})
	require.Equal(t, track17.CodeTooManyNumbers, v.register(s10s(1, 3)...).Code)
	require.Len(t, v.register(s10s(1, 2)...).Data.Accepted, 2)
}

func TestBodyThatIsTooLarge(t *testing.T) {
	v := start(t, sandbox.Options{})
	got, err := v.call("/track/v2.4/register", key, "["+strings.Repeat(" ", 16<<20)+"]")
	if err == nil { // the server may also close before the client has sent all
		require.Equal(t, 413, got.status)
	}
	require.EqualValues(t, 1, v.Summary(key).ByStatus[413])
}

func TestKeysThatAreNoAccount(t *testing.T) {
	v := start(t, sandbox.Options{Keys: []string{"good"}})
	for _, token := range []string{"", "bad", "GOOD"} {
		got, err := v.call("/track/v2.4/register", token, list(s10(1)))
		require.NoError(t, err)
		require.Equal(t, 401, got.status)
		require.JSONEq(t, `{"code":-18010002,"data":{"errors":[{"code":-18010002,"message":"Invalid security key."}]}}`, got.text)
	}
	require.EqualValues(t, 3, v.UnknownKeys())
	got, err := v.call("/track/v2.4/register", "good", list(s10(1)))
	require.NoError(t, err)
	require.Equal(t, 200, got.status)
}

func TestPathsThatAreNotSimulated(t *testing.T) {
	v := start(t, sandbox.Options{})
	for _, path := range []string{"/track/v2.4/stoptrack", "/track/v9/register", "/track/register", "/track/v2.4/register/x", "/nothing"} {
		got, err := v.call(path, key, "[]")
		require.NoError(t, err)
		require.Equal(t, 404, got.status, path)
	}
	response, err := v.client.Get(v.url + "/track/v2.4/register")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, 404, response.StatusCode)
	for _, version := range []string{"v1", "v2", "v2.1", "v2.2", "v2.4"} {
		got, err := v.call(fmt.Sprintf("/track/%s/getquota", version), key, "")
		require.NoError(t, err)
		require.Equal(t, 200, got.status, version)
	}
}
