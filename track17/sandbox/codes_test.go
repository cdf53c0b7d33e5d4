package sandbox_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// statuses are the HTTP statuses of 17TRACK's table.
var statuses = []int{200, 401, 404, 429, 500, 503}

// eachCode runs a test for every code of 17TRACK's table but success, and for
// those seen outside it.
func eachCode(t *testing.T, test func(t *testing.T, v *vendor, code track17.Code, text string)) {
	codes := map[track17.Code]string{
		track17.CodeShipDateRequired:     "ship date",
		track17.CodeRealTimeTimeout:      "",
		track17.CodeRealTimeUnauthorized: "",
	}
	for code, text := range track17.Descriptions() {
		codes[code], _, _ = strings.Cut(text, "{")
		codes[code] = strings.TrimSuffix(codes[code], "'")
	}
	require.Greater(t, len(codes), 44)
	v := start(t, sandbox.Options{})
	for code, text := range codes {
		if code == track17.CodeSuccess {
			continue // any ordinary number reaches it
		}
		t.Run(fmt.Sprint(int(code)), func(t *testing.T) { test(t, v, code, text) })
		v.Reset()
	}
}

// requireItem says that an item was rejected with a code and the vendor's text,
// and its neighbour accepted.
func requireItem(t *testing.T, got answer, code track17.Code, text string) {
	t.Helper()
	require.Equal(t, 200, got.status)
	require.Len(t, got.Data.Accepted, 1, got.text)
	require.Len(t, got.Data.Rejected, 1, got.text)
	require.Equal(t, code, got.Data.Rejected[0].Error.Code)
	requireText(t, got.Data.Rejected[0].Error.Message, text)
}

// requireCall says that a whole call failed with a code in both places.
func requireCall(t *testing.T, got answer, code track17.Code, text string) {
	t.Helper()
	require.Empty(t, got.Data.Accepted)
	require.Empty(t, got.Data.Rejected)
	require.Equal(t, code, got.Code)
	require.Len(t, got.Data.Errors, 1, got.text)
	require.Equal(t, code, got.Data.Errors[0].Code)
	requireText(t, got.Data.Errors[0].Message, text)
}

func requireText(t *testing.T, message, text string) {
	t.Helper()
	require.Contains(t, message, text)
	require.NotContains(t, message, "{0}")
	require.NotContains(t, message, "{1}")
}

func TestEveryCodeByMagicNumber(t *testing.T) {
	eachCode(t, func(t *testing.T, v *vendor, code track17.Code, text string) {
		number := sandbox.ItemNumber(code, "A1")
		requireItem(t, v.register(number, s10(1)), code, text)
		require.Equal(t, code, v.rejection(strings.ToLower(number)))

		number = sandbox.CallNumber(code, "A1")
		requireCall(t, v.register(s10(2), number), code, text)
		require.Empty(t, v.rejections(s10(2)), "nothing of that call may have been carried out")
	})
}

func TestEveryCodeByScript(t *testing.T) {
	eachCode(t, func(t *testing.T, v *vendor, code track17.Code, text string) {
		require.NoError(t, v.Script(sandbox.Fault{Act: sandbox.Reject, Code: code, Number: s10(1)}))
		requireItem(t, v.register(s10(1), s10(2)), code, text)
		v.Clear()
		require.NoError(t, v.Script(sandbox.Fault{Act: sandbox.Fail, Code: code, Times: 1}))
		requireCall(t, v.register(s10(3)), code, text)
		require.NoError(t, v.Script(sandbox.Fault{Act: sandbox.Fail, Code: code, Call: "getquota", Times: 1}))
		require.Empty(t, v.rejections(s10(3)))
		requireCall(t, v.getQuota(), code, text)
	})
}

// rejections registers numbers and returns what was rejected.
func (v *vendor) rejections(items ...string) []rejected {
	v.tb.Helper()
	return v.register(items...).Data.Rejected
}

func TestMessagesAreFilledIn(t *testing.T) {
	v := start(t, sandbox.Options{})
	for item, message := range map[string]string{
		"{}":            "Please provide the data number.",
		"SBX18010011-1": "The value of data 'SBX18010011-1' is invalid.",
		"SBX18019901-1": "Tracking number SBX18019901-1 is already registered.",
		"SBX18019815-1": "Error -18019815.",
		`{"number":"RR123456785CN","carrier":-7}`:   "Carrier Code -7 is incorrect.",
		`{"number":"SBX18019805-1","carrier":3011}`: "The tracking number SBX18019805-1 for the specified carrier 3011 is not registered, or the existing carrier parameter carrier_old is incorrect.",
	} {
		got := v.register(item)
		require.Equal(t, message, got.Data.Rejected[0].Error.Message)
	}
	got := v.register(sandbox.CallNumber(track17.CodeWebhookTestFailed, "1"))
	require.Equal(t, "Webhook test failed, HTTP status code: 500.", got.Data.Errors[0].Message)
}

func TestEveryStatusByMagicNumberAndByScript(t *testing.T) {
	v := start(t, sandbox.Options{})
	for _, status := range statuses {
		require.Equal(t, status, v.register(fmt.Sprintf("SBXHTTP%d-1", status)).status)
		require.NoError(t, v.Script(sandbox.Fault{Act: sandbox.Fail, Status: status, Times: 1}))
		require.Equal(t, status, v.register(s10(status)).status)
		require.Empty(t, v.rejections(s10(status)))
	}
}

func TestCodesOfKeyAndAccountComeWith401(t *testing.T) {
	v := start(t, sandbox.Options{})
	require.Equal(t, 401, v.register(sandbox.CallNumber(track17.CodeInvalidKey, "1")).status)
	require.Equal(t, 200, v.register(sandbox.CallNumber(track17.CodeInternalError, "1")).status)
	require.NoError(t, v.Script(sandbox.Fault{Act: sandbox.Fail, Code: track17.CodeInvalidKey, Status: 200}))
	require.Equal(t, 200, v.register(s10(1)).status)
}

func TestPlacesOfACode(t *testing.T) {
	v := start(t, sandbox.Options{})
	require.JSONEq(t, `{"code":-18010002}`, v.register("SBXOUTER18010002-1").text)
	require.JSONEq(t, `{"code":0,"data":{"errors":[{"code":-18010002,"message":"Invalid security key."}]}}`,
		v.register("SBXERRORS18010002-1").text)
	got := v.register("SBXBODY429-1")
	require.Equal(t, 200, got.status)
	require.JSONEq(t, `{"code":429}`, got.text)
	require.EqualValues(t, 0, v.Summary(key).Throttled, "a fault is not the rate's doing")
}

func TestMagicNumbersAreTrackingNumbers(t *testing.T) {
	page, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	var usage strings.Builder
	require.NoError(t, sandbox.WriteUsage(&usage))
	for _, magic := range sandbox.MagicNumbers() {
		require.Regexp(t, `^SBX[A-Z0-9-]{2,47}$`, magic.Example)
		require.Contains(t, usage.String(), magic.Pattern)
		require.Contains(t, usage.String(), magic.Does)
		word := strings.TrimRight(strings.Split(magic.Pattern, "<")[0], "0123456789")
		require.Contains(t, string(page), "//\t"+word, "doc.go must tell of %s", magic.Pattern)
	}
}

func TestCountedMagicNumberStrikesSoOften(t *testing.T) {
	v := start(t, sandbox.Options{})
	require.Equal(t, 503, v.register("SBX2XHTTP503-1").status)
	require.Equal(t, 503, v.register("SBX2XHTTP503-1").status)
	require.Equal(t, 503, v.register("SBX2XHTTP503-2").status, "every number counts for itself")
	require.Empty(t, v.rejections("SBX2XHTTP503-1"))
	require.Equal(t, track17.CodeInternalError, v.rejection("SBX1X18010003-1"))
	require.Empty(t, v.rejections("SBX1X18010003-1"))
}

func TestNumbersThatAreNearlyMagicAreOrdinary(t *testing.T) {
	v := start(t, sandbox.Options{})
	for _, number := range []string{"SBX00", "SBX1801001", "SBXHTTP50", "SBXHTTP999-1", "SBXCALL-18010002", "SBX00000000-1", "SBX0XHTTP503", "SBX2X", "SBXWAITING", "ASBXHANG"} {
		if number == "ASBXHANG" {
			number = `{"number":"ASBXHANG","carrier":100001}`
		}
		require.Empty(t, v.rejections(number), number)
	}
}
