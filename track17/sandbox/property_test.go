package sandbox_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// TestWhatIsChargedIsWhatIsRegistered drives a sandbox at random and holds its
// books to account after every step.
func TestWhatIsChargedIsWhatIsRegistered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock := newClock()
		server := sandbox.New(sandbox.Options{
			Rate:     rapid.IntRange(0, 3).Draw(t, "rate"),
			Reading:  sandbox.Reading(rapid.IntRange(0, 2).Draw(t, "reading")),
			Quota:    rapid.Int64Range(1, 30).Draw(t, "quota"),
			MaxDaily: rapid.Int64Range(0, 10).Draw(t, "daily"),
			Now:      clock.Now,
		})
		told := map[string]bool{} // what the answers said was registered
		t.Repeat(map[string]func(*rapid.T){
			"register": func(t *rapid.T) { registerSome(t, server, told) },
			"later":    func(t *rapid.T) { clock.move(time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "by"))) },
			"tomorrow": func(*rapid.T) { clock.move(24 * time.Hour) },
			"quota": func(t *rapid.T) {
				require.NoError(t, server.SetQuota(key, sandbox.QuotaChange{
					Total: new(rapid.Int64Range(0, 60).Draw(t, "total"))}))
			},
			"fault": func(t *rapid.T) {
				act := rapid.SampledFrom([]sandbox.Act{sandbox.Omit, sandbox.Both, sandbox.Move, sandbox.Stranger, sandbox.Redirect}).Draw(t, "act")
				require.NoError(t, server.Script(sandbox.Fault{Act: act, Times: 1}))
			},
			"": func(t *rapid.T) { checkBooks(t, server, told) },
		})
	})
}

// registerSome makes one call with numbers that are often repeats.
func registerSome(t *rapid.T, server *sandbox.Server, told map[string]bool) {
	numbers := rapid.SliceOfN(rapid.Map(rapid.IntRange(1, 60), s10), 1, 40).Draw(t, "numbers")
	recorder := direct(server, key, "register", list(numbers...))
	var got answer
	require.NoError(t, json.Unmarshal(orEmpty(recorder.Body.Bytes()), &got))
	for _, item := range got.Data.Accepted {
		told[item.Number] = true
	}
	require.Contains(t, []track17.Code{0, 429}, got.Code)
}

func orEmpty(body []byte) []byte {
	if len(body) == 0 {
		return []byte("{}")
	}
	return body
}

func checkBooks(t *rapid.T, server *sandbox.Server, told map[string]bool) {
	quota, err := server.Quota(key)
	require.NoError(t, err)
	sums := server.Summary(key)
	require.EqualValues(t, sums.Registrations, sums.Units)
	require.Equal(t, sums.Units, quota.Used)
	require.EqualValues(t, sums.Registrations, sums.Accepted)
	require.LessOrEqual(t, sums.MostCharged, 1)
	require.GreaterOrEqual(t, quota.Remain, int64(0))
	if quota.MaxDaily > 0 {
		require.LessOrEqual(t, quota.TodayUsed, quota.MaxDaily)
	}
	registered := map[string]bool{"RR000000005CN": true} // a stranger's number
	count := 0
	for entry := range server.Registrations(key, "") {
		registered[entry.Number] = true
		count++
	}
	require.EqualValues(t, sums.Registrations, count)
	for number := range told {
		require.True(t, registered[number], "%s was said to be registered", number)
	}
	require.Equal(t, sums.Calls, sumOf(sums.ByStatus))
	require.Equal(t, sums.Numbers, sums.Accepted+sums.Rejected+unanswered(server))
}

// unanswered counts the items of calls that a redirect kept from being carried out.
func unanswered(server *sandbox.Server) (count int64) {
	for _, call := range server.Calls(key) {
		if call.Status == 302 {
			count += int64(call.Size)
		}
	}
	return count
}

func sumOf(counts map[int]int) (sum int64) {
	for _, count := range counts {
		sum += int64(count)
	}
	return sum
}
