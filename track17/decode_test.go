package track17

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// answerTo is what Do makes of a body that answers these items.
func answerTo(status int, body string, items ...string) Answer {
	read := make([]CallItem, len(items))
	for i, item := range items {
		read[i] = itemOf(item)
	}
	answer := Answer{Items: make([]ItemAnswer, len(items)), Status: status}
	sent := checked(Register(), read, answer.Items)
	answer.read(reply{status: status, retryAfter: NoRetryAfter, body: []byte(body)}, sent)
	answer.redact("SECRETKEY")
	return answer
}

// itemOf reads an item as whoever calls the client does.
func itemOf(body string) CallItem {
	var fields struct {
		Number  string
		Carrier int
	}
	_ = json.Unmarshal([]byte(body), &fields) // what is no item has no number
	return CallItem{Number: fields.Number, Carrier: fields.Carrier, Body: json.RawMessage(body)}
}

// newSentItem is an item as it is sent.
func newSentItem(at int, body string) sentItem {
	answers := make([]ItemAnswer, 1)
	sent := checked(&Operation{}, []CallItem{itemOf(body)}, answers)
	sent[0].at = at
	return sent[0]
}

func TestItemsAreReadAsTheVendorWritesThem(t *testing.T) {
	answer := answerTo(200, `{"code":0,"data":{"accepted":[{"origin":1,"number":"RR123456789CN","tag":"A1","carrier":3011}],
		"rejected":[{"number":"1234","carrier":3011,"error":{"code":-18010012,"message":"The format of '1234' is invalid."}}]}}`,
		`{"number":"1234","carrier":3011}`, `{"number":" rr123456789cn"}`, `{"number":"GONE1"}`)
	require.Nil(t, answer.Fault)
	require.Equal(t, &Fault{Status: 200, Code: -18010012, Message: "The format of '1234' is invalid.",
		Field: "number", RetryAfter: NoRetryAfter}, answer.Items[0].Fault)
	require.Equal(t, ItemAnswer{Accepted: true, Carrier: 3011, Origin: 1}, answer.Items[1])
	require.True(t, answer.Items[2].Missing)
	require.ErrorIs(t, answer.Items[2].Fault, ErrMissing)
}

func TestAnAnswerMayBeginWithAByteOrderMark(t *testing.T) {
	answer := answerTo(200, "\ufeff"+`{"code":0,"data":{"accepted":[{"number":"RR123456789CN","carrier":3011}],"rejected":[]}}`, `{"number":"RR123456789CN"}`)
	require.Nil(t, answer.Fault)
	require.True(t, answer.Items[0].Accepted)
	_, fault := decodeQuota(reply{status: 200, retryAfter: NoRetryAfter, body: []byte("\ufeff" + `{"code":0,"data":{"quota_total":1,"quota_used":0,"quota_remain":1}}`)})
	require.Nil(t, fault)
}

func TestCarriersComeAbsentAsIntegersAndAsStrings(t *testing.T) {
	for _, carrier := range []string{``, `,"carrier":3011`, `,"carrier":"3011"`, `,"carrier":null`, `,"carrier":""`,
		`,"carrier":"DHL"`, `,"carrier":{"a":[]}`, `,"carrier":3011.0`} {
		answer := answerTo(200, `{"code":0,"data":{"rejected":[{"number":"A1234"`+carrier+`,"error":{"code":"-18019903","message":7}}]}}`,
			`{"number":"A1234","carrier":3011}`)
		require.Nil(t, answer.Fault, carrier)
		require.Equal(t, CodeCarrierNotDetected, answer.Items[0].Fault.Code, carrier)
		require.Equal(t, "7", answer.Items[0].Fault.Message, carrier)
	}
}

func TestTheWholeCallFailed(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		code   Code
		broken bool
		want   Disposition
	}{
		{"as documented", 200, `{"code":-18010002,"data":{"errors":[{"code":-18010002,"message":"Invalid security key."}]}}`, -18010002, false, Hold},
		{"under code 0", 200, `{"code":0,"data":{"errors":[{"code":-18019908,"message":"Quotas have run out."}]}}`, -18019908, false, Drained},
		{"code as string", 200, `{"code":"-18019907","data":null}`, -18019907, false, DailyLimit},
		{"429 in the body", 200, `{"code":429}`, 429, false, Throttle},
		{"429 before a known code", 200, `{"code":-18010002,"data":{"errors":[{"code":-18010013},{"code":429}]}}`, 429, false, Throttle},
		{"429 as status", 429, `{"code":-18010002}`, -18010002, false, Throttle},
		{"429 with HTML", 429, `<html>`, 0, true, Throttle},
		{"known error before the outer code", 200, `{"code":-18010003,"data":{"errors":[{"code":-18010001}]}}`, -18010001, false, Hold},
		{"unknown error, then the outer code", 200, `{"code":-18010003,"data":{"errors":[{"code":-18015555}]}}`, -18010003, false, Again},
		{"the first known error", 200, `{"code":0,"data":{"errors":[{"code":-18015555},{"code":-18010004}]}}`, -18010004, false, Hold},
		{"outer code before the status", 500, `{"code":-18010002}`, -18010002, false, Hold},
		{"then the status", 503, `{"code":0,"data":{}}`, 0, false, Again},
		{"unknown error under a status", 401, `{"code":0,"data":{"errors":[{"code":-18015555}]}}`, -18015555, false, Hold},
		{"unknown everything", 200, `{"code":-18015555}`, -18015555, false, Split},
		{"error without a code", 200, `{"code":0,"data":{"errors":[{"message":"no"}]}}`, CodeUnstated, false, Split},
		{"errors of another type", 200, `{"code":0,"data":{"errors":["no"]}}`, CodeUnstated, false, Split},
		{"one error, no list", 200, `{"code":0,"data":{"errors":{"code":-18010005}}}`, -18010005, false, Hold},
		{"a code that is no number", 200, `{"code":"busy"}`, CodeUnstated, false, Split},
		{"a code beyond integers", 200, `{"code":-99999999999999999999}`, CodeUnstated, false, Split},
		{"HTML", 200, `<html>busy</html>`, 0, true, Again},
		{"HTML of a gateway", 502, `<html>busy</html>`, 0, true, Again},
		{"HTML of a wrong path", 404, `<html>no</html>`, 0, true, Hold},
		{"empty", 200, ``, 0, true, Again},
		{"a list", 200, `[]`, 0, true, Again},
		{"null", 200, `null`, 0, true, Again},
		{"cut JSON", 200, `{"code":0,"data":{"accepted":[{"numb`, 0, true, Again},
		{"null data", 200, `{"code":0,"data":null}`, 0, true, Again},
		{"data of another type", 200, `{"code":0,"data":"A1234"}`, 0, true, Again},
		{"none of the numbers", 200, `{"code":0,"data":{"accepted":[{"number":"ZZ999"}],"rejected":[]}}`, 0, true, Again},
		{"lists of another type", 200, `{"code":0,"data":{"accepted":7,"rejected":null}}`, 0, true, Again},
		{"too large", 413, ``, 0, true, Split},
		{"odd success", 204, ``, 0, true, Split},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer := answerTo(tt.status, tt.body, `{"number":"A1234"}`, `{"number":"A1235"}`)
			require.NotNil(t, answer.Fault)
			require.Equal(t, tt.code, answer.Fault.Code)
			require.Equal(t, tt.status, answer.Fault.Status)
			require.Equal(t, tt.broken, errors.Is(answer.Fault, ErrBroken))
			require.Equal(t, tt.want, Register().Judge(Call, *answer.Fault).Do)
			require.Equal(t, make([]ItemAnswer, 2), answer.Items)
		})
	}
}

func TestTheMessageIsThatOfThePartThatCounts(t *testing.T) {
	tests := map[string]string{
		`{"code":-18010003,"message":"outer","data":{"errors":[{"code":-18010001,"message":"inner"}]}}`: "inner",
		`{"code":-18010003,"message":"outer","data":{"errors":[{"code":-18015555,"message":"inner"}]}}`: "outer",
		`{"code":-18010003,"data":{"errors":[{"code":-18015555,"message":"inner"}]}}`:                   "inner",
		`{"code":-18010001,"message":"outer","data":{"errors":[{"code":-18010001}]}}`:                   "outer",
		`{"code":0,"message":"outer","data":{"errors":[{"message":"first"},{"message":"second"}]}}`:     "first",
	}
	for body, want := range tests {
		require.Equal(t, want, answerTo(200, body, `{"number":"A1234"}`).Fault.Message, body)
	}
}

func TestACarrierBelowZeroIsNone(t *testing.T) {
	answer := answerTo(200, `{"code":0,"data":{"accepted":[{"number":"A1234","carrier":-1,"origin":-1}]}}`, `{"number":"A1234"}`)
	require.Equal(t, ItemAnswer{Accepted: true}, answer.Items[0])
}

func TestACodeThatIsAbsentIsSuccess(t *testing.T) {
	for _, head := range []string{``, `"code":null,`, `"code":"0",`, `"errors":[],`} {
		answer := answerTo(200, `{`+head+`"data":{"errors":[],"accepted":[{"number":"A1234"}]},"page":{}}`, `{"number":"A1234"}`)
		require.Nil(t, answer.Fault, head)
		require.True(t, answer.Items[0].Accepted, head)
	}
}

func TestAStrangerIsCountedAndServesNobody(t *testing.T) {
	answer := answerTo(200, `{"code":0,"data":{"accepted":[{"number":"ZZ999"},{},7,{"number":"A1234"}]}}`,
		`{"number":"A1234"}`, `{"number":"A1235"}`)
	require.Equal(t, 3, answer.Strangers)
	require.True(t, answer.Items[0].Accepted)
	require.True(t, answer.Items[1].Missing)
}

func TestARejectionWithoutACodeIsStillOne(t *testing.T) {
	for _, stated := range []string{``, `,"error":null`, `,"error":"no"`, `,"error":{"code":0}`, `,"error":[]`} {
		answer := answerTo(200, `{"code":0,"data":{"rejected":[{"number":"A1234"`+stated+`}]}}`, `{"number":"A1234"}`)
		require.Equal(t, CodeUnstated, answer.Items[0].Fault.Code, stated)
		require.Equal(t, Retry, Register().Judge(Item, *answer.Items[0].Fault).Do, stated)
	}
}

func TestOneFailureOfTheAccountOnEveryItemIsTheCalls(t *testing.T) {
	rejected := func(codes ...Code) string {
		var list []string
		for i, code := range codes {
			list = append(list, fmt.Sprintf(`{"number":"A123%d","error":{"code":%d,"message":"the data 'number'"}}`, i, code))
		}
		return `{"code":0,"data":{"rejected":[` + strings.Join(list, ",") + `]}}`
	}
	two := []string{`{"number":"A1230"}`, `{"number":"A1231"}`}
	for _, code := range []Code{-18010001, -18010002, -18010003, -18010004, -18010005, -18010014, -18010204, -18010277, -18019907, -18019908, 429} {
		answer := answerTo(200, rejected(code, code), two...)
		require.NotNil(t, answer.Fault, code)
		require.Equal(t, code, answer.Fault.Code)
		require.Empty(t, answer.Fault.Field, "a call has no field")
		require.Nil(t, answerTo(200, rejected(code), two[0]).Fault, "%d on the only item", code)
		require.Nil(t, answerTo(200, rejected(code), two...).Fault, "%d and one item missing", code)
		require.Nil(t, answerTo(200, rejected(code, -18019901), two...).Fault, "%d and another", code)
	}
	for _, code := range []Code{-18010012, -18010013, -18019901, -18019903, -18019911, -18012345} {
		require.Nil(t, answerTo(200, rejected(code, code), two...).Fault, "%d", code)
	}
}

func TestTheFieldOfALoneNumbersFailedCallIsFound(t *testing.T) {
	answer := answerTo(200, `{"code":-18010012,"data":{"errors":[{"code":-18010012,"message":"The format of 'A_1' is invalid."}]}}`, `{"number":"A_1"}`)
	require.Equal(t, "number", answer.Fault.Field)
	require.Equal(t, RemedyFixNumber, Register().Convict(*answer.Fault).Remedy)
}

func TestMessagesAreOneLineShortAndWithoutTheKey(t *testing.T) {
	answer := answerTo(200, `{"code":-18010002,"data":{"errors":[{"code":-18010002,"message":"key SECRETKEY\r\n\u0000and  secretkey"}]}}`, `{"number":"A1234"}`)
	require.Equal(t, "key [key] and [key]", answer.Fault.Message)

	answer = answerTo(200, `{"code":0,"data":{"rejected":[{"number":"A1234","error":{"code":-1,"message":"`+strings.Repeat("é", 4000)+`"}}]}}`, `{"number":"A1234"}`)
	require.LessOrEqual(t, len(answer.Items[0].Fault.Message), longestMessage+len("..."))
	require.True(t, strings.HasSuffix(answer.Items[0].Fault.Message, "é..."))

	// The key at the place where the text is cut.
	for at := range 30 {
		answer = answerTo(200, strings.Repeat(" ", 1990)+"<p>"+strings.Repeat("x", longestMessage-at)+"SECRETKEY", `{"number":"A1234"}`)
		require.NotContains(t, answer.Fault.Message, "SEC")
	}
}

func TestNoCodeOfTheVendorsSaysUnstated(t *testing.T) {
	require.Negative(t, CodeUnstated, "as the vendor's failures are")
	require.Empty(t, template(CodeUnstated))
}

func TestAMessageIsNotCutWithinACharacter(t *testing.T) {
	require.Equal(t, "x"+strings.Repeat("é", longestMessage/2-1)+"...", oneLine("x"+strings.Repeat("é", longestMessage)))
}

func TestAKeyIsLookedForFromFourCharactersOn(t *testing.T) {
	require.Equal(t, "not [key]", redactor("abcz").text("not ABCZ"))
	require.Equal(t, "not ABC", redactor("abc").text("not ABC"), "it would blot out words")
}

func TestDeepAndLongAnswersAreSurvived(t *testing.T) {
	deep := strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)
	for _, body := range []string{deep, `{"code":` + deep + `}`, `{"code":0,"data":{"errors":` + deep + `}}`,
		`{"code":0,"data":{"x":` + deep + `,"accepted":[{"number":"A1234"}]}}`,
		strings.Repeat(`{"data":`, 10_000) + strings.Repeat(`}`, 10_000)} {
		answer := answerTo(200, body, `{"number":"A1234"}`)
		require.NotNil(t, answer.Fault)
	}
	long := `{"code":0,"data":{"rejected":[` + strings.Repeat(`1,`, 200_000) + `1]}}`
	require.Equal(t, ErrBroken, errors.Unwrap(answerTo(200, long, `{"number":"A1234"}`).Fault.Err))
}

func TestAFaultKeepsTheRetryAfterOfItsAnswer(t *testing.T) {
	for _, body := range []string{`{"code":429}`, `busy`, `{"code":0,"data":{}}`,
		`{"code":0,"data":{"rejected":[{"number":"A1","error":{"code":429}},{"number":"A2","error":{"code":429}}]}}`} {
		answer := Answer{Items: make([]ItemAnswer, 2)}
		sent := []sentItem{newSentItem(0, `{"number":"A1"}`), newSentItem(1, `{"number":"A2"}`)}
		answer.read(reply{status: 200, retryAfter: 7 * time.Second, body: []byte(body)}, sent)
		require.Equal(t, 7*time.Second, answer.Fault.RetryAfter, body)
	}
}
