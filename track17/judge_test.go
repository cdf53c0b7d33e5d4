package track17

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The rows of the design's table of verdicts.
func TestJudgeItem(t *testing.T) {
	rejected := func(remedy string) Rule { return Rule{Do: Reject, Outcome: "rejected", Remedy: remedy} }
	later := Rule{Do: Retry, Outcome: "exhausted", Remedy: "try_later"}
	tests := []struct {
		fault Fault
		want  Rule
	}{
		{Fault{Code: 0}, Rule{Do: Done, Outcome: "registered"}},
		{Fault{Code: -18019901}, Rule{Do: Done, Outcome: "already_registered"}},

		{Fault{Code: -18010010}, rejected("complete_data")},
		{Fault{Code: -18010011, Field: "number"}, rejected("fix_number")},
		{Fault{Code: -18010011, Field: "carrier"}, rejected("fix_field")},
		{Fault{Code: -18010012, Field: "number"}, rejected("fix_number")},
		{Fault{Code: -18010012, Field: "email"}, rejected("fix_field")},
		{Fault{Code: -18010012, Message: "The format of data 'number' is invalid."}, rejected("fix_number")},
		{Fault{Code: -18010012, Message: "The format of data 'phone_number' is invalid."}, rejected("fix_field")},
		{Fault{Code: -18010013}, rejected("fix_field")},
		{Fault{Code: -18010013, Field: "number"}, rejected("fix_field")},
		{Fault{Code: -18010015, Message: "The value 1 of the field number is invalid."}, rejected("fix_number")},
		{Fault{Code: -18010015, Message: "The value 1 of the field carrier is invalid."}, rejected("fix_field")},
		{Fault{Code: -18010016}, rejected("drop_final_carrier")},
		{Fault{Code: -18010018}, rejected("add_country_and_postal_code")},
		{Fault{Code: -18010019}, rejected("add_postal_code")},
		{Fault{Code: -18010020}, rejected("add_phone")},
		{Fault{Code: -18010022}, rejected("add_ship_date")},
		{Fault{Code: -18010017}, rejected("unexpected")},
		{Fault{Code: -18010099}, rejected("unexpected")},
		{Fault{Code: -18019903}, rejected("add_carrier")},
		{Fault{Code: -18019910}, rejected("fix_carrier")},
		{Fault{Code: -18019902}, rejected("unexpected")},
		{Fault{Code: -18019904}, rejected("unexpected")},
		{Fault{Code: -18019905}, rejected("unexpected")},
		{Fault{Code: -18019906}, rejected("unexpected")},
		{Fault{Code: -18019801}, rejected("unexpected")},
		{Fault{Code: -18019811}, rejected("unexpected")},
		{Fault{Code: -18019815}, rejected("unexpected")},
		{Fault{Code: -18019899}, rejected("unexpected")},
		{Fault{Err: &ItemError{Field: "number"}}, rejected("fix_number")},
		{Fault{Err: &ItemError{Field: "carrier"}}, rejected("fix_field")},

		{Fault{Code: -18010003}, later},
		{Fault{Code: -18019909}, later},
		{Fault{Code: -18019912}, later},
		{Fault{Code: -18019999}, later},
		{Fault{Code: CodeUnstated}, later},
		{Fault{Code: 7}, later},
		{Fault{Status: 200, Err: ErrMissing}, later},
		{Fault{Status: 500}, later},
		{Fault{Err: io.ErrUnexpectedEOF}, later},
		{Fault{Code: -18019911}, Rule{Do: Retry, Outcome: "exhausted", Remedy: "carrier_unavailable", Limit: 4, Delay: 6 * time.Hour}},

		{Fault{Code: -18010014}, Rule{Do: Again}},
		{Fault{Code: 429}, Rule{Do: Throttle}},
		{Fault{Code: -18019907}, Rule{Do: DailyLimit}},
		{Fault{Code: -18019908}, Rule{Do: Drained}},
		{Fault{Code: -18010001}, Rule{Do: Hold}},
		{Fault{Code: -18010002}, Rule{Do: Hold}},
		{Fault{Code: -18010004}, Rule{Do: Hold}},
		{Fault{Code: -18010005}, Rule{Do: Hold}},
		{Fault{Code: -18010201}, Rule{Do: Hold}},
		{Fault{Code: -18010206}, Rule{Do: Hold}},
		{Fault{Code: -18010250}, Rule{Do: Hold}},
		{Fault{Status: 401}, Rule{Do: Hold}},
		{Fault{Err: ErrSettings}, Rule{Do: Hold}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.fault.Cause(), " ", tt.fault.Field, tt.fault.Message, tt.fault.Err), func(t *testing.T) {
			require.Equal(t, tt.want, Register().Judge(Item, tt.fault))
		})
	}
}

func TestJudgeCall(t *testing.T) {
	tests := []struct {
		fault Fault
		want  Disposition
	}{
		{Fault{Status: 200}, Done},

		{Fault{Err: io.EOF}, Again},
		{Fault{Err: context.DeadlineExceeded}, Again},
		{Fault{Status: 200, Err: ErrBroken}, Again},
		{Fault{Status: 500}, Again},
		{Fault{Status: 502, Err: ErrBroken}, Again},
		{Fault{Status: 503}, Again},
		{Fault{Status: 599}, Again},
		{Fault{Status: 408}, Again},
		{Fault{Status: 200, Code: -18010003}, Again},
		{Fault{Status: 200, Code: 503}, Again},
		{Fault{Status: 403, Err: ErrBroken, Message: "<html>blocked</html>"}, Again},
		{Fault{Status: 405, Err: ErrBroken, Message: "error code: 1020"}, Again},

		{Fault{Status: 429}, Throttle},
		{Fault{Status: 200, Code: 429}, Throttle},
		{Fault{Status: 429, Code: -18010002}, Throttle},
		{Fault{Status: 429, Err: ErrBroken}, Throttle},

		{Fault{Status: 200, Code: -18019907}, DailyLimit},
		{Fault{Status: 200, Code: -18019908}, Drained},
		{Fault{Status: 500, Code: -18019908}, Drained},

		{Fault{Status: 301}, Hold},
		{Fault{Status: 308, Err: ErrBroken}, Hold},
		{Fault{Status: 401}, Hold},
		{Fault{Status: 403}, Hold},
		{Fault{Status: 403, Message: "forbidden"}, Hold},
		{Fault{Status: 403, Err: ErrBroken}, Hold}, // cut off, or empty: it may have been 17TRACK's
		{Fault{Status: 401, Err: ErrBroken, Message: "<html>"}, Hold},
		{Fault{Status: 403, Code: -18010001, Message: "IP is not in the whitelist."}, Hold},
		{Fault{Status: 404, Err: ErrBroken, Message: "<html>no such page</html>"}, Hold},
		{Fault{Status: 404, Err: ErrBroken}, Hold},
		{Fault{Status: 200, Code: -18010001}, Hold},
		{Fault{Status: 200, Code: -18010002}, Hold},
		{Fault{Status: 500, Code: -18010002}, Hold},
		{Fault{Status: 200, Code: -18010004}, Hold},
		{Fault{Status: 200, Code: -18010005}, Hold},
		{Fault{Status: 200, Code: -18010204}, Hold},
		{Fault{Status: 200, Code: -18010299}, Hold},
		{Fault{Err: ErrSettings}, Hold},

		{Fault{Status: 200, Code: -18010014}, Split},
		{Fault{Status: 400}, Split},
		{Fault{Status: 413, Err: ErrBroken}, Split},
		{Fault{Status: 418}, Split},
		{Fault{Status: 204}, Split},
		{Fault{}, Split},
		{Fault{Status: 200, Code: -18010013}, Split},
		{Fault{Status: 401, Code: -18010013}, Split},
		{Fault{Status: 200, Code: -18019901}, Split},
		{Fault{Status: 200, Code: -18019911}, Split},
		{Fault{Status: 200, Code: -18010099}, Split},
		{Fault{Status: 200, Code: -1}, Split},
		{Fault{Status: 200, Code: 12}, Split},
		// An unknown code says nothing that the status could disagree with.
		{Fault{Status: 503, Code: -18012345}, Again},
	}
	for _, tt := range tests {
		t.Run(tt.fault.Error(), func(t *testing.T) {
			require.Equal(t, Rule{Do: tt.want}, Register().Judge(Call, tt.fault))
		})
	}
}

// A verdict on the whole call is never one on a number, whatever was answered.
// A range of codes or statuses means the same from its first to its last.
func TestRangesHoldTheirEnds(t *testing.T) {
	op := Register()
	judged := func(code Code) [2]Disposition {
		return [2]Disposition{op.Judge(Item, Fault{Status: 200, Code: code}).Do, op.Judge(Call, Fault{Status: 200, Code: code}).Do}
	}
	for code, want := range map[Code][2]Disposition{
		299: {Retry, Split}, 300: {Hold, Hold}, 599: {Retry, Again}, 600: {Retry, Split}, // statuses, as a body repeats them
		-18009999: {Retry, Split}, -18010000: {Reject, Split}, -18010099: {Reject, Split}, -18010100: {Retry, Split},
		-18010199: {Retry, Split}, -18010200: {Hold, Hold}, -18010299: {Hold, Hold}, -18010300: {Retry, Split},
		-18019799: {Retry, Split}, -18019800: {Reject, Split}, -18019899: {Reject, Split}, -18019900: {Retry, Split},
	} {
		require.Equal(t, want, judged(code), code)
	}
}

func TestNoCallIsJudgedAsANumber(t *testing.T) {
	for _, row := range entries {
		verdict := Register().Judge(Call, Fault{Status: 200, Code: row.code}).Do
		require.NotContains(t, []Disposition{Reject, Retry}, verdict, "code %d", row.code)
	}
	for status := range 1000 {
		verdict := Register().Judge(Call, Fault{Status: status}).Do
		require.NotContains(t, []Disposition{Reject, Retry}, verdict, "status %d", status)
	}
}

func TestConvictBringsEveryNumberToAnEnd(t *testing.T) {
	op := Register()
	require.Equal(t, "fix_field", op.Convict(Fault{Status: 200, Code: -18010013}).Remedy)
	require.Equal(t, Reject, op.Convict(Fault{Status: 400}).Do)
	require.Equal(t, Reject, op.Convict(Fault{Status: 413}).Do)
	require.Equal(t, Done, op.Convict(Fault{Status: 200, Code: -18019901}).Do)
	for _, fault := range []Fault{{Status: 200, Code: -18010014}, {Status: 500}, {Status: 200, Code: -18010002}, {Err: io.EOF}} {
		require.Equal(t, Rule{Do: Retry, Outcome: "exhausted", Remedy: "try_later"}, op.Convict(fault))
	}
}

func TestANumberMayBeLeftOutTwice(t *testing.T) {
	op := Register()
	require.Equal(t, Again, op.JudgeMissing(1).Do)
	require.Equal(t, Again, op.JudgeMissing(2).Do)
	require.Equal(t, Retry, op.JudgeMissing(3).Do)
}

// Another operation changes what a code means for an item, and nothing else.
func TestAnOperationsOwnCodes(t *testing.T) {
	stop := &Operation{
		Name: "stoptrack", Done: "stopped", Repeat: CodeStopNotTracking,
		Codes: map[Code]Rule{CodeStopNotTracking: {Do: Done, Outcome: "already_stopped"}},
	}
	require.Equal(t, "tracking:stoptrack", stop.TaskType())
	require.Equal(t, Rule{Do: Done, Outcome: "already_stopped"}, stop.Judge(Item, Fault{Status: 200, Code: -18019906}))
	require.Equal(t, Rule{Do: Done, Outcome: "stopped"}, stop.Judge(Item, Fault{Status: 200}))
	require.Equal(t, Reject, stop.Judge(Item, Fault{Status: 200, Code: -18019901}).Do)
	require.Equal(t, Split, stop.Judge(Call, Fault{Status: 200, Code: -18019906}).Do)
}

func TestRepeatHasARule(t *testing.T) {
	op := Register()
	require.Contains(t, op.Codes, op.Repeat)
}

func TestFaultsThatFailAlikeHaveOneCause(t *testing.T) {
	cause := func(f Fault) int { return f.Cause() }
	require.Equal(t, -18010013, cause(Fault{Status: 200, Code: -18010013}))
	require.Equal(t, 400, cause(Fault{Status: 400}))
	require.Equal(t, 0, cause(Fault{Status: 200, Err: ErrBroken}))
	require.True(t, (&Fault{Code: -18010014}).TooMany())
	require.False(t, (&Fault{Status: 413}).TooMany())
}

func TestFaultIsAnErrorThatCanBeTold(t *testing.T) {
	var err error = &Fault{Status: 502, Code: -1, Message: "bad gateway", Err: fmt.Errorf("read: %w", ErrBroken)}
	require.EqualError(t, err, "17track: HTTP 502: code -1: bad gateway")
	require.ErrorIs(t, err, ErrBroken)
	fault, ok := errors.AsType[*Fault](err)
	require.True(t, ok)
	require.Equal(t, 502, fault.Status)
}

func TestDispositionAndScopeNames(t *testing.T) {
	require.Equal(t, "done", Done.String())
	require.Equal(t, "daily_limit", DailyLimit.String())
	require.Equal(t, "split", Split.String())
	require.Equal(t, "none", Disposition(0).String())
	require.Equal(t, "none", (Split + 1).String())
	require.Equal(t, "none", Disposition(99).String())
	require.Equal(t, "call item", Call.String()+" "+Item.String())
}
