package sandbox_test

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
)

// arrival is a call at a time after the clock's start, and whether it passes.
type arrival struct {
	at     time.Duration
	passes bool
}

func TestReadings(t *testing.T) {
	const ms = time.Millisecond
	for _, test := range []struct {
		name    string
		reading sandbox.Reading
		calls   []arrival
	}{
		{"sliding: the fourth within a second is refused, to the nanosecond", sandbox.Sliding, []arrival{
			{0, true}, {400 * ms, true}, {900 * ms, true}, {1000*ms - 1, false},
			{1000 * ms, true}, {1399 * ms, false}, {1400 * ms, true},
		}},
		{"sliding: refused calls do not count", sandbox.Sliding, []arrival{
			{0, true}, {0, true}, {0, true}, {500 * ms, false}, {999 * ms, false},
			{1000 * ms, true}, {1000 * ms, true}, {1000 * ms, true}, {1000 * ms, false},
		}},
		{"fixed: a new second, a new allowance", sandbox.Fixed, []arrival{
			{900 * ms, true}, {950 * ms, true}, {999 * ms, true}, {1000*ms - 1, false},
			{1000 * ms, true}, {1001 * ms, true}, {1002 * ms, true}, {1999 * ms, false},
			{5000 * ms, true},
		}},
		{"bucket: full at first, then a token every third of a second", sandbox.Bucket, []arrival{
			{0, true}, {0, true}, {0, true}, {0, false},
			{333333333, false}, {333333334, true}, {666666666, false}, {666666667, true},
			{10 * time.Second, true}, {10 * time.Second, true}, {10 * time.Second, true}, {10 * time.Second, false},
		}},
		{"none: everything passes", sandbox.None, []arrival{
			{0, true}, {0, true}, {0, true}, {0, true}, {0, true},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			clock := newClock()
			server := sandbox.New(sandbox.Options{Rate: 3, Reading: test.reading, Now: clock.Now})
			var now time.Duration
			for i, call := range test.calls {
				clock.move(call.at - now)
				now = call.at
				status := direct(server, key, "getquota", "[]").Code
				require.Equal(t, call.passes, status == http.StatusOK, "call %d at %s: %d", i+1, call.at, status)
			}
		})
	}
}

func TestRateIsPerKeyAndForAllCalls(t *testing.T) {
	clock := newClock()
	server := sandbox.New(sandbox.Options{Rate: 2, Now: clock.Now})
	require.Equal(t, 200, direct(server, "a", "getquota", "[]").Code)
	require.Equal(t, 200, direct(server, "a", "register", list(s10(1))).Code)
	require.Equal(t, 429, direct(server, "a", "register", list(s10(2))).Code)
	require.Equal(t, 200, direct(server, "b", "register", list(s10(2))).Code)

	sums := server.Summary("a")
	require.EqualValues(t, 3, sums.Calls)
	require.EqualValues(t, 1, sums.Throttled)
	require.EqualValues(t, 1, sums.Registrations, "a refused call must register nothing")
}

func TestRateThatIsNoneOrZeroRefusesNothing(t *testing.T) {
	for _, options := range []sandbox.Options{{}, {Rate: 1, Reading: sandbox.None}} {
		server := sandbox.New(options)
		for range 20 {
			require.Equal(t, 200, direct(server, key, "getquota", "[]").Code)
		}
	}
}

func TestThrottleInBody(t *testing.T) {
	clock := newClock()
	server := sandbox.New(sandbox.Options{Rate: 1, ThrottleInBody: true, Now: clock.Now})
	direct(server, key, "getquota", "[]")
	over := direct(server, key, "getquota", "[]")
	require.Equal(t, http.StatusOK, over.Code)
	require.JSONEq(t, `{"code":429}`, over.Body.String())
}

func TestClockThatGoesBackStartsTheRateAnew(t *testing.T) {
	for _, reading := range []sandbox.Reading{sandbox.Sliding, sandbox.Fixed, sandbox.Bucket} {
		clock := newClock()
		server := sandbox.New(sandbox.Options{Rate: 1, Reading: reading, Now: clock.Now})
		require.Equal(t, 200, direct(server, key, "getquota", "[]").Code)
		clock.move(-time.Hour)
		require.Equal(t, 200, direct(server, key, "getquota", "[]").Code, reading)
		require.Equal(t, 429, direct(server, key, "getquota", "[]").Code, reading)
	}
}

func TestParseReading(t *testing.T) {
	for _, reading := range []sandbox.Reading{sandbox.Sliding, sandbox.Fixed, sandbox.Bucket, sandbox.None} {
		parsed, err := sandbox.ParseReading(reading.String())
		require.NoError(t, err)
		require.Equal(t, reading, parsed)
	}
	_, err := sandbox.ParseReading("leaky")
	require.EqualError(t, err, `reading "leaky" of the rate is unknown: use one of sliding, fixed, bucket, none`)
}

func TestParseSpan(t *testing.T) {
	for text, span := range map[string]sandbox.Span{
		"200ms":       {Min: 200 * time.Millisecond, Max: 200 * time.Millisecond},
		"50ms..250ms": {Min: 50 * time.Millisecond, Max: 250 * time.Millisecond},
		"0s":          {},
	} {
		parsed, err := sandbox.ParseSpan(text)
		require.NoError(t, err)
		require.Equal(t, span, parsed)
		require.Equal(t, text, span.String())
	}
	for _, text := range []string{"", "5", "2s..1s", "-1s", "1s..x"} {
		_, err := sandbox.ParseSpan(text)
		require.ErrorContains(t, err, `"`+text+`"`)
	}
}

func TestReadingAndSpanAreFlags(t *testing.T) {
	options := sandbox.DefaultOptions()
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.TextVar(&options.Reading, "reading", options.Reading, "")
	flags.TextVar(&options.Service, "service", options.Service, "")
	require.Equal(t, "sliding 200ms", flags.Lookup("reading").DefValue+" "+flags.Lookup("service").DefValue)

	require.NoError(t, flags.Parse([]string{"-reading=Bucket", "-service=1s..2s"}))
	require.Equal(t, sandbox.Bucket, options.Reading)
	require.Equal(t, sandbox.Span{Min: time.Second, Max: 2 * time.Second}, options.Service)
	flags.SetOutput(io.Discard)
	require.ErrorContains(t, flags.Parse([]string{"-reading=leaky"}), "sliding, fixed, bucket, none")
	require.ErrorContains(t, flags.Parse([]string{"-service=soon"}), "200ms or 50ms..250ms")
	require.Equal(t, "Reading(9)", fmt.Sprint(sandbox.Reading(9)))
}
