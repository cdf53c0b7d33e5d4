package status_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/status"
	"github.com/trackreg/trackreg/queue"
)

var limits = gate.Options{RequestsPerSecond: 3, BatchSize: 40}

func TestReadGathersWhatTheWorkersShare(t *testing.T) {
	rdb := redistest.Start(t).Client()
	ctx := t.Context()
	producer := queue.NewProducer(rdb)
	for _, number := range []string{"RR123456785CN", "RR123456799CN"} {
		entry, err := queue.FromFields([]queue.Field{{Name: "number", Value: number}})
		require.NoError(t, err)
		_, err = producer.Enqueue(ctx, entry, queue.Bulk())
		require.NoError(t, err)
	}
	require.NoError(t, outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{
		{Task: "a", Account: "main", Op: queue.Register, Number: "A", Outcome: queue.Registered},
		{Task: "b", Account: "main", Op: queue.Register, Number: "B", Outcome: queue.Rejected, Code: -18010012},
	}))
	_, err := gate.New(rdb, keyspace.Account("main").Gate(), limits).Pause(ctx, "stocktaking")
	require.NoError(t, err)

	all, err := status.Read(ctx, rdb, []status.Account{{Name: "main", Gate: limits}, {Name: "other", Gate: limits}})
	require.NoError(t, err)
	require.Len(t, all, 2)
	s := all[0]
	require.Equal(t, "paused", s.Gate.State)
	require.Equal(t, "stocktaking", s.Gate.Account.Why)
	require.EqualValues(t, 2, s.Queued)
	require.EqualValues(t, 1, s.Done)
	require.EqualValues(t, 1, s.Failed)
	require.InDelta(t, 120, s.Pace.Ceiling, 1e-9)
	require.Equal(t, "open", all[1].Gate.State)
	require.Nil(t, all[1].Quota)

	var table strings.Builder
	require.NoError(t, status.WriteTable(&table, all))
	lines := strings.Split(table.String(), "\n")
	require.Regexp(t, `^ACCOUNT +GATE +PACE +QUOTA LEFT +LIVE +BULK +RETRY +SCHEDULED +IN FLIGHT +DONE +FAILED$`, lines[0])
	require.Regexp(t, `^main +paused .* +\? +0 +2 +0 +0 +0 +1 +1$`, lines[1])
	require.Regexp(t, `^main: paused since .*: stocktaking$`, lines[3])
}

func TestJSONKeepsItsNames(t *testing.T) {
	since := time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)
	var out strings.Builder
	require.NoError(t, status.WriteJSON(&out, []status.Standing{{
		Account: "main", At: since, Gate: status.Gate{State: "hold", Account: status.Latch{Reason: "hold", Since: &since}},
		Queues: []status.Queue{{Name: "main-live"}},
	}}))
	var all []map[string]any
	require.NoError(t, json.Unmarshal([]byte(out.String()), &all))
	for _, name := range []string{"account", "at", "gate", "pace", "quota", "queues", "queued", "in_flight", "done", "outcomes", "failed", "groups", "inlet"} {
		require.Contains(t, all[0], name)
	}
	require.Equal(t, "2026-01-31T08:00:00Z", all[0]["gate"].(map[string]any)["account"].(map[string]any)["since"])
}

func TestWatchOutlastsWhatPasses(t *testing.T) {
	away, broken := errors.New("away"), errors.New("broken")
	answers := []error{nil, away, away, nil, away, broken}
	read := func(context.Context) ([]status.Standing, error) {
		err := answers[0]
		answers = answers[1:]
		return nil, err
	}
	var first []bool
	watching := status.Watching{Every: time.Millisecond, Failed: func(err error, isFirst bool) bool {
		first = append(first, isFirst)
		return errors.Is(err, away)
	}}
	var out strings.Builder
	require.ErrorIs(t, status.Watch(t.Context(), &out, watching, read, status.WriteJSON), broken)
	require.Equal(t, "null\nnull\n", out.String())
	require.Equal(t, []bool{true, false, true, false}, first)
}

func TestWatchEndsWithItsContextOrAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	shown := 0
	read := func(context.Context) ([]status.Standing, error) {
		if shown++; shown == 3 {
			cancel()
		}
		return nil, nil
	}
	var out strings.Builder
	require.ErrorIs(t, status.Watch(ctx, &out, status.Watching{Every: time.Millisecond}, read, status.WriteJSON), context.Canceled)
	require.GreaterOrEqual(t, strings.Count(out.String(), "null\n"), 3)

	away := errors.New("away")
	failing := func(context.Context) ([]status.Standing, error) { return nil, away }
	never := func(error, bool) bool { return false }
	require.ErrorIs(t, status.Watch(t.Context(), &out, status.Watching{Every: time.Hour, Failed: never}, failing, status.WriteTable), away)
}
