package job_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/rows/preview"
	"github.com/trackreg/trackreg/internal/sieve"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestKnownNumbersAreAddedForgottenAndLeftOut(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		record := known.NewRecord(r.rdb, "main", 4)
		var invalid []string
		tell := func(line string) { invalid = append(invalid, line) }

		added, err := job.AddKnown(r.t.Context(), record, r.options(append(good(3), ",3011")...).Input, tell)
		require.NoError(r.t, err)
		require.Equal(r.t, job.KnownTally{Rows: 4, Added: 3, Invalid: 1}, added)
		require.Len(r.t, invalid, 1)

		o := r.options(good(5)...)
		o.Input.SkipKnown(sieve.New(r.rdb, "main", 4))
		s := r.run(o)
		require.Equal(r.t, job.Finished, s.End)
		require.EqualValues(r.t, 5, s.Rows)
		require.EqualValues(r.t, 3, s.Known)
		require.EqualValues(r.t, 2, s.Enqueued)
		require.EqualValues(r.t, 2, s.Registered)
		require.EqualValues(r.t, 2, r.vendor.Summary("a-key").Numbers, "no call is spent on what is known")
		require.False(r.t, s.Failed())

		forgotten, err := job.ForgetKnown(r.t.Context(), record, r.options(good(2)...).Input, tell)
		require.NoError(r.t, err)
		require.Equal(r.t, job.KnownTally{Rows: 2, Forgotten: 2}, forgotten)
		var text bytes.Buffer
		forgotten.Account = "main"
		require.NoError(r.t, forgotten.Write(&text))
		require.Equal(r.t, "account main: of 2 rows 0 added, 2 forgotten, 0 invalid; the rest changed nothing\n", text.String())
	})
}

func TestMoreKnownNumbersThanGoInOneStep(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		record := known.NewRecord(r.rdb, "main", 4)
		none := func(line string) { require.Fail(r.t, line) }
		added, err := job.AddKnown(r.t.Context(), record, r.options(good(2001)...).Input, none)
		require.NoError(r.t, err)
		require.Equal(r.t, job.KnownTally{Rows: 2001, Added: 2001}, added)
		again, err := job.AddKnown(r.t.Context(), record, r.options(good(2001)...).Input, none)
		require.NoError(r.t, err)
		require.Equal(r.t, job.KnownTally{Rows: 2001}, again)
	})
}

func TestEnqueueCountsWhatBecameOfEachRow(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		_, err := job.AddKnown(r.t.Context(), known.NewRecord(r.rdb, "main", 4), r.options("GOOD000000,3011").Input, nil)
		require.NoError(r.t, err)
		in := r.options(append(good(4), "GOOD000003,3011", ",3011")...).Input
		in.SkipKnown(sieve.New(r.rdb, "main", 4))
		var invalid []string
		tally, err := job.Enqueue(r.t.Context(), queue.NewProducer(r.rdb), in, func(line string) { invalid = append(invalid, line) }, queue.Bulk())
		require.NoError(r.t, err)
		require.Equal(r.t, job.Tally{
			Rows: 6, Enqueued: 3, Duplicate: 1, Invalid: 1, Known: 1,
			Columns: []preview.Column{{Field: "number", Heading: "number", Letter: "A"}, {Field: "carrier", Heading: "carrier", Letter: "B"}},
			Unread:  []string{}, Cleaned: []preview.Kind{}, Kinds: []preview.Kind{{Text: "is empty", Rows: 1}},
		}, tally)
		require.Len(r.t, invalid, 1)
		require.Contains(r.t, invalid[0], "parcels.csv:7:")
		require.Equal(r.t, 3, r.waiting())

		var text bytes.Buffer
		tally.Queue = "main-bulk"
		require.NoError(r.t, tally.Write(&text))
		for _, want := range []string{"enqueued   3  to main-bulk", "duplicate  1", "invalid    1", "known      1"} {
			require.Contains(r.t, text.String(), want)
		}
	})
}

// TestATaskThatSomebodyDeletesIsNotWaitedFor pauses the vendor's side, so that the task is there to be
// deleted.
func TestATaskThatSomebodyDeletesIsNotWaitedFor(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		o := r.options(append(good(2), "SBX18019909-1,3011")...) // it comes again after half a minute
		time.AfterFunc(10*time.Second, func() {
			inspector := asynq.NewInspectorFromRedisClient(r.rdb)
			tasks, err := inspector.ListRetryTasks("main-bulk")
			if err != nil || len(tasks) != 1 || inspector.DeleteTask("main-bulk", tasks[0].ID) != nil {
				panic("the task is not there to be deleted")
			}
		})
		s := r.run(o)
		require.Equal(r.t, job.Finished, s.End)
		require.EqualValues(r.t, 2, s.Registered)
		require.EqualValues(r.t, 1, s.Vanished)
		require.Len(r.t, r.failures(), 1)
	})
}

func TestTheSummarySaysHowItWentAndWhatToDoNext(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		s := r.run(r.options(append(good(3), "SBX18010019-1,3011")...))
		var text strings.Builder
		require.NoError(r.t, s.Write(&text))
		for _, want := range []string{"registered", "add_postal_code", "line 5", "1 rows are in " + s.FailuresFile, "trackreg register " + s.FailuresFile} {
			require.Contains(r.t, text.String(), want)
		}
	})
}

func TestASentenceSaysWhyARunEndedAndWhereTheRestIs(t *testing.T) {
	for want, s := range map[string]job.Summary{
		"the time to wait is over":                                   {End: job.WaitOver},
		"the time to wait is over; still queued in main-bulk: 1,200": {End: job.WaitOver, Unfinished: 1200, Queue: "main-bulk", Kept: true},
		"account main is held":                                       {End: job.Closed, Why: "account main is held"},
		"account main is held; the queue ends with this process, and what is unfinished (7) is in f.failures.csv": {End: job.Closed, Why: "account main is held", Unfinished: 7, FailuresFile: "f.failures.csv"},
	} {
		require.Equal(t, want, s.Sentence())
	}
}
