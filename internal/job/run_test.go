package job_test

import (
	"context"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestARunEndsWhenEveryRowHasItsOutcome(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		s := r.run(r.options(good(400)...))
		require.Equal(r.t, job.Finished, s.End)
		require.EqualValues(r.t, 400, s.Rows)
		require.EqualValues(r.t, 400, s.Enqueued)
		require.EqualValues(r.t, 400, s.Registered)
		require.EqualValues(r.t, 10, s.Calls)
		require.Equal(r.t, 1.0, s.Fill)
		require.InDelta(r.t, 120, s.Rate, 12, "ten calls, 340 ms apart")
		require.Equal(r.t, 120.0, s.Ceiling)
		require.False(r.t, s.Failed())
		require.Empty(r.t, s.Groups)
		require.Empty(r.t, s.FailuresFile)
		require.Nil(r.t, r.failures(), "no file is made for nothing")
		require.EqualValues(r.t, 400, r.vendor.Summary("a-key").Numbers)
		require.Zero(r.t, r.waiting())
	})
}

func TestWhatFailedIsInTheFailuresFileByRemedy(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		o := r.options(append(good(3), "SBX18010019-1,3011", "SBX18010019-2,3011", "SBX18019903-1,3011", ",3011", "GOOD000000,3011")...)
		s := r.run(o)
		require.Equal(r.t, job.Finished, s.End)
		require.EqualValues(r.t, 8, s.Rows)
		require.EqualValues(r.t, 6, s.Enqueued)
		require.EqualValues(r.t, 1, s.Duplicate)
		require.EqualValues(r.t, 1, s.Invalid)
		require.EqualValues(r.t, 3, s.Registered)
		require.EqualValues(r.t, 3, s.Rejected)
		require.True(r.t, s.Failed())
		var groups []job.Group
		for _, g := range s.Groups {
			g.Example = ""
			groups = append(groups, g)
		}
		require.Equal(r.t, []job.Group{
			{Remedy: "add_postal_code", Class: "terminal", Rows: 2, Lines: []int{5, 6}},
			{Remedy: "add_carrier", Class: "terminal", Rows: 1, Lines: []int{7}},
			{Remedy: "fix_row", Class: "terminal", Rows: 1, Lines: []int{8}},
		}, groups)
		require.Equal(r.t, o.FailuresFile, s.FailuresFile)
		require.EqualValues(r.t, 4, s.FailuresRows)
		require.Len(r.t, r.failures(), 4)
		require.Len(r.t, r.shown.notes, 1, "an invalid row is told at once")
		require.Contains(r.t, r.shown.notes[0], "parcels.csv:8:")
	})
}

func TestOnlyTheFirstInvalidRowsAreTold(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		lines := good(1)
		for range 15 {
			lines = append(lines, ",3011")
		}
		s := r.run(r.options(lines...))
		require.EqualValues(r.t, 15, s.Invalid)
		require.Len(r.t, r.failures(), 15)
		require.Len(r.t, r.shown.notes, 11)
		require.Equal(r.t, "more invalid rows are in the failures file", r.shown.notes[10])
	})
}

func TestARunThatIsInterruptedLeavesWhatIsQueued(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		o := r.options(good(1200)...)
		o.Kept = true
		ctx, cancel := context.WithTimeout(r.t.Context(), 4*time.Second)
		defer cancel()
		s, err := job.Run(ctx, o)
		require.NoError(r.t, err)
		require.Equal(r.t, job.Interrupted, s.End)
		require.EqualValues(r.t, 1200, s.Enqueued)
		require.EqualValues(r.t, 440, s.Registered, "eleven calls, 340 ms apart")
		require.EqualValues(r.t, 760, s.Unfinished)
		require.Nil(r.t, r.failures(), "what stays queued is no failure")
		require.Equal(r.t, 760, r.waiting())
	})
}

func TestWhereTheQueueEndsWithTheProcessWhatIsUnfinishedGoesToTheFile(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		o := r.options(good(1200)...)
		o.HighWater = 200 // the rest is not even queued
		ctx, cancel := context.WithTimeout(r.t.Context(), 4*time.Second)
		defer cancel()
		s, err := job.Run(ctx, o)
		require.NoError(r.t, err)
		require.Equal(r.t, job.Interrupted, s.End)
		require.EqualValues(r.t, 1200, s.Rows)
		require.EqualValues(r.t, 440, s.Registered)
		require.EqualValues(r.t, 640, s.Enqueued)
		require.EqualValues(r.t, 560, s.Unqueued)
		require.EqualValues(r.t, 200, s.Unfinished)
		require.EqualValues(r.t, 760, s.FailuresRows)
		require.Len(r.t, r.failures(), 760)
	})
}

func TestARunEndsWhenTheTimeToWaitIsOver(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		o := r.options(good(1200)...)
		o.Wait, o.Kept = 3*time.Second, true
		begun := time.Now()
		s := r.run(o)
		require.Equal(r.t, job.WaitOver, s.End)
		require.Less(r.t, time.Since(begun), 5*time.Second)
		require.EqualValues(r.t, 1200, s.Enqueued, "what is left is queued all the same")
		require.EqualValues(r.t, 320, s.Registered)
		require.EqualValues(r.t, 880, s.Unfinished)
		require.Equal(r.t, 880, r.waiting())
	})
}

func TestARunOfAClosedAccountEndsAtOnceAndSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		close func(r *rig)
		why   string
	}{
		"paused by hand": {
			func(r *rig) {
				_, err := r.gate().Pause(r.t.Context(), "stocktaking")
				require.NoError(r.t, err)
			},
			"account main is paused by hand (stocktaking): open it with `trackreg account resume main`",
		},
		"a refused key": {
			func(r *rig) {
				require.NoError(r.t, r.vendor.Script(sandbox.Fault{Act: sandbox.Fail, Code: track17.Code(-18010002)}))
			},
			"account main is held: 17TRACK refuses its calls",
		},
	} {
		t.Run(name, func(t *testing.T) {
			virtually(t, sandbox.DefaultOptions(), func(r *rig) {
				c.close(r)
				o := r.options(good(100)...)
				o.Kept = true
				begun := time.Now()
				s := r.run(o)
				require.Equal(r.t, job.Closed, s.End)
				require.Contains(r.t, s.Why, c.why)
				require.Less(r.t, time.Since(begun), 30*time.Second)
				require.EqualValues(r.t, 100, s.Enqueued)
				require.EqualValues(r.t, 100, s.Unfinished)
				require.Equal(r.t, 100, r.waiting())
				require.Nil(r.t, r.failures())
			})
		})
	}
}

func TestARunEndsWhenTheQuotaDoes(t *testing.T) {
	o := sandbox.DefaultOptions()
	o.Quota = 80
	virtually(t, o, func(r *rig) {
		given := r.options(good(200)...)
		given.Kept = true
		s := r.run(given)
		require.Equal(r.t, job.Closed, s.End)
		require.Contains(r.t, s.Why, "account main has no quota left")
		require.EqualValues(r.t, 80, s.Registered)
		require.EqualValues(r.t, 120, s.Unfinished)
		require.Equal(r.t, 120, r.waiting())
	})
}

func TestOthersWorkIsDoneButNotReported(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		client := asynq.NewClientFromRedisClient(r.rdb)
		for _, number := range []string{"OTHER00001", "OTHER00002", "SBX18010019-9"} {
			_, err := client.EnqueueContext(r.t.Context(), asynq.NewTask("tracking:register", []byte(`{"number":"`+number+`","carrier":3011}`)),
				asynq.Queue("main-live"))
			require.NoError(r.t, err)
		}
		s := r.run(r.options(good(50)...))
		require.EqualValues(r.t, 50, s.Rows)
		require.EqualValues(r.t, 50, s.Registered)
		require.Zero(r.t, s.Rejected)
		require.EqualValues(r.t, 52, r.vendor.Summary("a-key").Registrations, "it helps with what is queued")
	})
}

func TestTheVerySameRowInTheQueueIsWaitedFor(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		entry, err := queue.ParseEntry([]byte(`{"number":"GOOD000001","carrier":3011}`))
		require.NoError(r.t, err)
		_, err = queue.NewProducer(r.rdb).Enqueue(r.t.Context(), entry, queue.Bulk())
		require.NoError(r.t, err)
		s := r.run(r.options(good(3)...))
		require.Equal(r.t, job.Finished, s.End)
		require.EqualValues(r.t, 2, s.Enqueued)
		require.EqualValues(r.t, 1, s.Duplicate)
		require.EqualValues(r.t, 3, s.Registered)
	})
}

func TestANumberThatFailsTimeAfterTimeEndsExhausted(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		s := r.run(r.options(append(good(2), "SBX18019909-1,3011")...))
		require.Equal(r.t, job.Finished, s.End)
		require.EqualValues(r.t, 2, s.Registered)
		require.EqualValues(r.t, 1, s.Exhausted)
		require.Len(r.t, s.Groups, 1)
		require.Equal(r.t, "try_later", s.Groups[0].Remedy)
		require.Equal(r.t, "retryable", s.Groups[0].Class)
		require.Equal(r.t, []int{4}, s.Groups[0].Lines)
	})
}

func TestWhatIsShownGrowsUntilAllHasEnded(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		r.run(r.options(good(400)...))
		require.Greater(r.t, len(r.shown.frames), 2)
		var last int64
		for _, f := range r.shown.frames {
			require.GreaterOrEqual(r.t, f.Done, last)
			require.EqualValues(r.t, 400, f.Whole)
			last = f.Done
		}
		require.Contains(r.t, r.shown.frames[1].Details[0], "/s of 120")
	})
}
