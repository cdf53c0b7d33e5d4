package worker

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/history"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

func TestTheHistorianKeepsWhatTheCountersShow(t *testing.T) {
	rdb := redistest.Embedded(t)
	ctx := t.Context()
	g := gate.New(rdb, "trackreg:{main}:gate", gate.Options{RequestsPerSecond: 3, BatchSize: 40})
	record := history.NewRecord(rdb, "main")
	totals := queue.Totals{queue.Registered: 100}
	h := &historian{
		gate: g, record: record, me: "me",
		totals: func(context.Context) (queue.Totals, error) { return totals, nil },
		sizes: func(context.Context) ([]queue.Counts, error) {
			return []queue.Counts{{Pending: 5, Active: 2, Retry: 9}, {Pending: 30}}, nil
		},
	}
	require.NoError(t, h.step(ctx))
	totals = queue.Totals{queue.Registered: 140}
	require.NoError(t, h.step(ctx))
	span, _ := history.SpanOf("day")
	story, err := record.Read(ctx, span)
	require.NoError(t, err)
	require.EqualValues(t, 40, story.Sum().Ended[queue.Registered])
	require.EqualValues(t, 37, story.Sum().Most)

	other := *h
	other.me = "another process"
	totals = queue.Totals{queue.Registered: 999}
	require.NoError(t, other.step(ctx))
	story, err = record.Read(ctx, span)
	require.NoError(t, err)
	require.EqualValues(t, 40, story.Sum().Numbers(), "one process does it at a time")
}

func TestWhatAnAccountIsClosedBy(t *testing.T) {
	since := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		state gate.State
		want  string
		since time.Time
	}{
		"open":                       {gate.State{}, "", time.Time{}},
		"held":                       {gate.State{Account: gate.Latch{Reason: gate.Held, Since: since}}, "hold", since},
		"drained":                    {gate.State{Spend: gate.Latch{Reason: gate.QuotaDrained, Since: since}}, "drained", since},
		"kept for live":              {gate.State{Spend: gate.Latch{Reason: gate.Reserved, Since: since}}, "", time.Time{}},
		"one call without an answer": {gate.State{Again: gate.BackingOff{Failures: 1}}, "", time.Time{}},
		"an outage":                  {gate.State{Again: gate.BackingOff{Failures: 3, Since: since}}, history.Outage, since},
	} {
		reason, at := closedBy(c.state)
		require.Equal(t, c.want, reason, name)
		require.Equal(t, c.since, at, name)
	}
}
