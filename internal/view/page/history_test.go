package page_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/history"
	"github.com/trackreg/trackreg/queue"
)

// past keeps a few readings of three hours ago, in which the account is throttled, and an outage now.
func (r *rig) past(account string) (hour time.Time) {
	r.t.Helper()
	now, err := r.rdb.Time(r.t.Context()).Result()
	require.NoError(r.t, err)
	hour = now.UTC().Truncate(time.Hour).Add(-3 * time.Hour)
	record := history.NewRecord(r.rdb, account)
	for _, one := range []history.Reading{
		{At: hour},
		{At: hour.Add(15 * time.Second), Totals: queue.Totals{queue.Registered: 1200, queue.Rejected: 34}, Calls: 31, Backlog: 5678},
		{At: hour.Add(30 * time.Second), Totals: queue.Totals{queue.Registered: 1200, queue.Rejected: 34}, Calls: 33, Throttles: 2, Closed: "throttle", Since: hour.Add(20 * time.Second)},
		{At: hour.Add(45 * time.Second), Totals: queue.Totals{queue.Registered: 1200, queue.Rejected: 34}, Calls: 33, Throttles: 2},
		{At: now.Add(-20 * time.Second), Totals: queue.Totals{queue.Registered: 1200, queue.Rejected: 34}, Calls: 33, Throttles: 2, Closed: history.Outage, Since: now.Add(-25 * time.Second)},
	} {
		require.NoError(r.t, record.Note(r.t.Context(), one))
	}
	return hour
}

func TestThePastIsShownWithoutJavaScript(t *testing.T) {
	r := newRig(t, given{token: token})
	hour := r.past("main")
	home := r.await("/", fresh, asBrowser)
	require.Contains(t, home.body, `href="/?account=main&amp;span=day#past"`)
	for _, span := range []string{"day", "week", "quarter"} {
		p := r.get("/?span="+span, asBrowser)
		require.Equal(t, http.StatusOK, p.status)
		for _, says := range []string{
			"In this " + span + " 1,200 numbers were registered and 34 failed, in 33 calls, with 2 answers of 429; at most 5,678 waited. It was closed for 10s (throttled).",
			`<rect class="shade wait"`, `<rect class="shade gap"`, `<rect class="fail"`, "17TRACK answered 429, too many calls.", "As a table",
		} {
			require.Contains(t, p.body, says, span)
		}
	}
	require.Contains(t, r.get("/?span=day", asBrowser).body, `<th scope="row">`+hour.Format("2006-01-02 15:04 UTC")+`</th><td class="n">1,200</td><td class="n">34</td>`)
	require.Contains(t, r.get("/?span=hour", asBrowser).body, "Nothing is known of this hour: no worker took readings in it.")
	p := r.get("/?span=century")
	require.Equal(t, http.StatusBadRequest, p.status)
	require.Contains(t, p.body, "hour, day, week, quarter")
}

func TestScriptsReadThePast(t *testing.T) {
	r := newRig(t, given{token: token})
	hour := r.past("main")
	var told struct {
		Span   string
		Step   float64 `json:"step_seconds"`
		Points []struct {
			At       time.Time
			Observed float64 `json:"observed_seconds"`
			Outcomes map[string]int64
			Most     int64 `json:"backlog_most"`
		}
		Closed []history.Spell
	}
	require.NoError(t, json.Unmarshal([]byte(r.get("/api/v1/history").body), &told))
	require.Equal(t, "day", told.Span)
	require.InDelta(t, 3600, told.Step, 0.1)
	require.Len(t, told.Points, 24)
	for _, p := range told.Points {
		if p.At.Equal(hour) {
			require.Equal(t, map[string]int64{"registered": 1200, "rejected": 34}, p.Outcomes)
			require.InDelta(t, 45, p.Observed, 0.1)
			require.EqualValues(t, 5678, p.Most)
		}
	}
	require.Len(t, told.Closed, 2)
	require.Equal(t, history.Spell{Reason: "throttle", From: hour.Add(20 * time.Second), To: hour.Add(45 * time.Second)}, told.Closed[0])
	require.Equal(t, http.StatusBadRequest, r.get("/api/v1/history?span=x").status)
	require.Equal(t, http.StatusNotFound, r.get("/api/v1/history?account=other").status)
}

func TestOutagesAndThrottlesAreAmongWhatHappened(t *testing.T) {
	r := newRig(t, given{token: token})
	hour := r.past("main")
	p := r.await("/", holds("<code>account.outage</code>"), asBrowser)
	require.Contains(t, p.body, "<code>account.throttle</code> 17TRACK answered 429, too many calls. From "+hour.Add(20*time.Second).Format("2006-01-02 15:04:05 UTC")+", for 25s.")
}
