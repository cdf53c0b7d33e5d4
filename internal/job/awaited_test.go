package job

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
)

// rowOf is a row of a number.
func rowOf(t require.TestingT, line int, number string) rows.Row {
	entry, err := queue.FromFields([]queue.Field{{Name: "number", Value: number}})
	require.NoError(t, err)
	return rows.Row{Line: line, Raw: []string{number}, Entry: entry}
}

// refusals are the lines that were handed on.
type refusals map[int]rows.Verdict

func (r refusals) take(row rows.Row, v rows.Verdict) error {
	r[row.Line] = v
	return nil
}

func outcomeOf(row rows.Row, outcome string) queue.Outcome {
	return queue.Outcome{
		Task: row.Entry.TaskID(queue.Register), Op: queue.Register, Outcome: outcome,
		Class: queue.ClassOf(outcome), Message: "as it was", Remedy: "mend_it",
	}
}

func TestADuplicateWaitsForTheSameOutcome(t *testing.T) {
	refused := refusals{}
	l := newAwaited(refused.take)
	first, again := rowOf(t, 1, "RR123456785CN"), rowOf(t, 2, "RR123456785CN")
	_, enqueue := l.read(first)
	require.True(t, enqueue)
	l.enqueued(first.Entry.TaskID(queue.Register), queue.Enqueued)
	waits, enqueue := l.read(again)
	require.True(t, waits)
	require.False(t, enqueue)
	require.EqualValues(t, 2, l.outstanding())
	require.Equal(t, 2, l.outcome(outcomeOf(first, queue.Rejected)))
	require.Len(t, refused, 2, "both rows are handed on")
	require.EqualValues(t, 1, l.counts().Rejected, "one task")
	require.EqualValues(t, 1, l.counts().Duplicate)
}

// TestATaskThatCannotBeEnqueuedEndsAllItsRows says of each what stood in the way, as something that
// may be tried again.
func TestATaskThatCannotBeEnqueuedEndsAllItsRows(t *testing.T) {
	refused := refusals{}
	l := newAwaited(refused.take)
	first, again, other := rowOf(t, 1, "RR123456785CN"), rowOf(t, 2, "RR123456785CN"), rowOf(t, 3, "RR123456786CN")
	for _, row := range []rows.Row{first, again, other} {
		l.read(row)
	}
	id := first.Entry.TaskID(queue.Register)
	require.Equal(t, 2, l.stuck(id, queue.ErrStuck))
	verdict := rows.Verdict{Message: queue.ErrStuck.Error(), Remedy: rows.RemedyInvalid}
	require.Equal(t, refusals{1: verdict, 2: verdict}, refused)
	require.EqualValues(t, 1, l.outstanding(), "the other waits")
	s := l.counts()
	require.EqualValues(t, 2, s.Invalid)
	require.Zero(t, s.Enqueued)
	require.Equal(t, []Group{{Remedy: rows.RemedyInvalid, Class: queue.Retryable, Rows: 2, Lines: []int{1, 2}, Example: queue.ErrStuck.Error()}}, s.Groups)
	require.Zero(t, l.stuck(id, queue.ErrStuck), "it is told once")
	require.Zero(t, l.outcome(outcomeOf(first, queue.Registered)), "nobody waits for it any more")
}

func TestAnOutcomeSeenBeforeTheReceiptCounts(t *testing.T) {
	l := newAwaited(refusals{}.take)
	row := rowOf(t, 1, "RR123456785CN")
	l.read(row)
	require.Equal(t, 1, l.outcome(outcomeOf(row, queue.Registered)))
	require.Zero(t, l.enqueued(row.Entry.TaskID(queue.Register), queue.Enqueued))
	require.EqualValues(t, 1, l.counts().Enqueued)
	require.EqualValues(t, 1, l.counts().Registered)
}

func TestADuplicateOfATaskThatHasJustEndedEnds(t *testing.T) {
	l := newAwaited(refusals{}.take)
	row := rowOf(t, 1, "RR123456785CN")
	require.Zero(t, l.outcome(outcomeOf(row, queue.Registered)), "nobody waits for it yet")
	l.read(row)
	require.Equal(t, 1, l.enqueued(row.Entry.TaskID(queue.Register), queue.Duplicate))
	require.Zero(t, l.outstanding())
}

func TestWhatIsUnfinishedIsKeptOrHandedOn(t *testing.T) {
	for _, kept := range []bool{true, false} {
		refused := refusals{}
		l := newAwaited(refused.take)
		for i := range 3 {
			row := rowOf(t, i+1, fmt.Sprintf("RR12345678%dCN", i))
			l.read(row)
			if i > 0 { // Redis never had the first
				l.enqueued(row.Entry.TaskID(queue.Register), queue.Enqueued)
			}
		}
		l.tooLate(rowOf(t, 4, "RR123456799CN"), "too late")
		l.close(kept, "not finished")
		s := l.counts()
		require.EqualValues(t, 4, s.Rows)
		require.EqualValues(t, 2, s.Unfinished)
		require.EqualValues(t, 2, s.Unqueued)
		require.Equal(t, kept, len(refused) == 2)
		require.Contains(t, refused, 1)
		require.Contains(t, refused, 4)
	}
}

// Whatever comes in whatever order, every row is counted once and has one end.
func TestEveryRowIsAccountedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		refused := refusals{}
		l := newAwaited(refused.take)
		room := int64(0) // rows that hold a place
		queued := map[string]rows.Row{}
		line := 0
		t.Repeat(map[string]func(*rapid.T){
			"row": func(t *rapid.T) {
				line++
				row := rowOf(t, line, fmt.Sprintf("RR12345%d", rapid.IntRange(0, 9).Draw(t, "number")))
				if rapid.IntRange(0, 9).Draw(t, "bad") == 0 {
					row.Err = &rows.RowError{Line: line, Problem: "is bad"}
				}
				waits, enqueue := l.read(row)
				if waits {
					room++
				}
				if enqueue {
					id := row.Entry.TaskID(queue.Register)
					status := queue.Enqueued
					if _, there := queued[id]; there {
						status = queue.Duplicate
					}
					queued[id] = row
					room -= int64(l.enqueued(id, status))
				}
			},
			"outcome": func(t *rapid.T) {
				for id, row := range queued {
					outcome := rapid.SampledFrom([]string{queue.Registered, queue.AlreadyRegistered, queue.Rejected, queue.Exhausted, queue.Expired, "new"}).Draw(t, "outcome")
					room -= int64(l.outcome(outcomeOf(row, outcome)))
					if rapid.Bool().Draw(t, "gone") { // else asynq has not forgotten it yet
						delete(queued, id)
					}
					return
				}
			},
			"": func(t *rapid.T) {
				s := l.counts()
				require.EqualValues(t, line, s.Rows)
				require.Equal(t, s.Rows, s.Enqueued+s.Duplicate+s.Invalid+s.Unqueued)
				require.Equal(t, room, l.outstanding())
			},
		})
		waiting := l.outstanding()
		l.close(false, "over")
		require.Zero(t, l.outstanding())
		require.LessOrEqual(t, waiting, int64(len(refused)))
	})
}
