package job

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/semaphore"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
)

// faltering is a producer that loses its connection after so many entries of
// each call, the first few times.
type faltering struct {
	after, times int
	has          []string
}

func (p *faltering) EnqueueMany(_ context.Context, entries iter.Seq[queue.Entry], done func(int, queue.Receipt, error), _ ...queue.Option) (queue.Tally, error) {
	gone := &net.OpError{Op: "read", Err: io.EOF}
	index := 0
	for e := range entries {
		if p.times > 0 && index == p.after {
			p.times--
			done(index, queue.Receipt{}, gone)
			return queue.Tally{}, gone
		}
		id := e.TaskID(queue.Register)
		status := queue.Enqueued
		if slices.Contains(p.has, id) {
			status = queue.Duplicate
		}
		p.has = append(p.has, id)
		done(index, queue.Receipt{TaskID: id, Status: status}, nil)
		index++
	}
	return queue.Tally{}, nil
}

// feederOf feeds the rows to the producer; what is awaited never gets an outcome.
func feederOf(t *testing.T, p producer, room int64, all ...rows.Row) *feeder {
	t.Helper()
	return &feeder{
		producer: p, awaited: newAwaited(refusals{}.take), room: semaphore.NewWeighted(room), flying: map[int]queue.Entry{},
		next: func(context.Context) (rows.Row, bool) {
			if len(all) == 0 {
				return rows.Row{}, false
			}
			row := all[0]
			all = all[1:]
			return row, true
		},
	}
}

func rowsOf(t *testing.T, n int) []rows.Row {
	t.Helper()
	all := make([]rows.Row, n)
	for i := range all {
		all[i] = rowOf(t, i+1, "RR1000000"+string(rune('A'+i/26))+string(rune('A'+i%26)))
	}
	return all
}

func TestAFeederEnqueuesAgainWhatRedisMayNotHave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &faltering{after: 30, times: 3}
		f := feederOf(t, p, 1000, rowsOf(t, 200)...)
		require.NoError(t, f.run(t.Context(), func() bool { return f.room.TryAcquire(1) }))
		slices.Sort(p.has)
		require.Len(t, slices.Compact(p.has), 200)
		require.EqualValues(t, 200, f.awaited.counts().Enqueued)
		require.Empty(t, f.flying)
	})
}

func TestAFeederStopsAtTheHighWaterMark(t *testing.T) {
	p := &faltering{}
	f := feederOf(t, p, 50, rowsOf(t, 200)...)
	require.NoError(t, f.run(t.Context(), func() bool { return f.room.TryAcquire(1) }))
	require.Len(t, p.has, 50)
	require.EqualValues(t, 50, f.awaited.outstanding())
}

func TestAFeederGivesUpOnAnErrorThatDoesNotPass(t *testing.T) {
	f := feederOf(t, failing{}, 10, rowsOf(t, 1)...)
	require.ErrorIs(t, f.run(t.Context(), func() bool { return f.room.TryAcquire(1) }), io.ErrNoProgress)
}

type failing struct{}

func (failing) EnqueueMany(context.Context, iter.Seq[queue.Entry], func(int, queue.Receipt, error), ...queue.Option) (queue.Tally, error) {
	return queue.Tally{}, io.ErrNoProgress
}

// refusing is a producer that cannot enqueue one entry.
type refusing struct{ task string }

func (p refusing) EnqueueMany(_ context.Context, entries iter.Seq[queue.Entry], done func(int, queue.Receipt, error), _ ...queue.Option) (queue.Tally, error) {
	index := 0
	for e := range entries {
		if e.TaskID(queue.Register) == p.task {
			done(index, queue.Receipt{}, fmt.Errorf("enqueue %s: %w", p.task, queue.ErrStuck))
		} else {
			done(index, queue.Receipt{Status: queue.Enqueued}, nil)
		}
		index++
	}
	return queue.Tally{}, nil
}

// TestAnEntryThatCannotBeEnqueuedKeepsNoRoom lets the others go on.
func TestAnEntryThatCannotBeEnqueuedKeepsNoRoom(t *testing.T) {
	all := rowsOf(t, 3)
	f := feederOf(t, refusing{task: all[1].Entry.TaskID(queue.Register)}, 3, all...)
	require.NoError(t, f.run(t.Context(), func() bool { return f.room.TryAcquire(1) }))
	require.Empty(t, f.flying)
	s := f.awaited.counts()
	require.EqualValues(t, 2, s.Enqueued)
	require.EqualValues(t, 1, s.Invalid)
	require.EqualValues(t, 2, f.awaited.outstanding())
	require.True(t, f.room.TryAcquire(1))
	require.False(t, f.room.TryAcquire(1), "two wait for their outcome")
}
