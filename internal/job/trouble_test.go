package job_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// TestALiveRunPutsItsRowsInTheLiveQueue and passes what is kept for them, where a bulk run ends.
func TestALiveRunPutsItsRowsInTheLiveQueue(t *testing.T) {
	for name, c := range map[string]struct {
		live       bool
		end        job.End
		queue      string
		registered int64
		left       queue.Counts
	}{
		"live": {live: true, end: job.Finished, queue: "main-live", registered: 50, left: queue.Counts{Queue: "main-live"}},
		"bulk": {end: job.Closed, queue: "main-bulk", left: queue.Counts{Queue: "main-bulk", Pending: 50}},
	} {
		t.Run(name, func(t *testing.T) {
			o := sandbox.DefaultOptions()
			o.Quota = 80
			virtually(t, o, func(r *rig) {
				given := r.options(good(50)...)
				given.Live, given.Kept = c.live, true
				given.Worker.Accounts[0].QuotaReserve = 1000
				given.Gate = gate.New(r.rdb, "trackreg:{main}:gate", gate.Options{QuotaReserve: 1000})
				s := r.run(given)
				require.Equal(r.t, c.end, s.End, s.Why)
				require.Equal(r.t, c.queue, s.Queue)
				require.EqualValues(r.t, 50, s.Enqueued)
				require.Equal(r.t, c.registered, s.Registered)
				require.Equal(r.t, 50-c.registered, s.Unfinished)
				counts, err := queue.ReadCounts(r.t.Context(), r.rdb, c.queue)
				require.NoError(r.t, err)
				counts[0].Paused = false // what a closed account's queue is
				require.Equal(r.t, c.left, counts[0])
			})
		})
	}
}

// TestARunEndsWhenAHandClosesTheAccount leaves what is queued where it is.
func TestARunEndsWhenAHandClosesTheAccount(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		o := r.options(good(1200)...)
		o.Kept = true
		paused := make(chan error, 1)
		time.AfterFunc(3*time.Second, func() {
			_, err := r.gate().Pause(r.t.Context(), "stocktaking")
			paused <- err
		})
		begun := time.Now()
		s := r.run(o)
		require.NoError(r.t, <-paused)
		require.Equal(r.t, job.Closed, s.End)
		require.Equal(r.t, "account main is paused by hand (stocktaking): open it with `trackreg account resume main`", s.Why)
		require.Less(r.t, time.Since(begun), 6*time.Second)
		require.EqualValues(r.t, 1200, s.Enqueued)
		require.EqualValues(r.t, 320, s.Registered)
		require.EqualValues(r.t, 880, s.Unfinished)
		require.Equal(r.t, 880, r.waiting())
		require.Nil(r.t, r.failures())
	})
}

// unread is a hook by which the outcome stream cannot be read for a while.
type unread struct {
	err   error
	from  time.Time
	until time.Time
	times atomic.Int64
}

// DialHook implements redis.Hook.
func (u *unread) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (u *unread) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if now := time.Now(); cmd.Name() != "xread" || now.Before(u.from) || now.After(u.until) {
			return next(ctx, cmd)
		}
		u.times.Add(1)
		cmd.SetErr(u.err)
		return u.err
	}
}

// ProcessPipelineHook implements redis.Hook.
func (u *unread) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// reads has the run read outcomes by a client of its own, which a trouble befalls.
func (r *rig) reads(o *job.Options, u *unread) {
	client := redis.NewClient(r.rdb.(*redis.Client).Options())
	client.AddHook(u)
	r.t.Cleanup(func() { _ = client.Close() })
	o.Redis = client
}

// TestOutcomesThatCannotBeReadForAWhileAreReadThen has Redis come back while the run goes on, and
// when all its rows have ended.
func TestOutcomesThatCannotBeReadForAWhileAreReadThen(t *testing.T) {
	for name, away := range map[string]time.Duration{"during the run": 1500 * time.Millisecond, "beyond its last row": 8 * time.Second} {
		t.Run(name, func(t *testing.T) {
			virtually(t, sandbox.DefaultOptions(), func(r *rig) {
				o := r.options(append(good(400), "SBX18010019-1,3011")...)
				begun := time.Now()
				u := &unread{err: loading{}, from: begun.Add(time.Second), until: begun.Add(time.Second + away)}
				r.reads(&o, u)
				s := r.run(o)
				require.Greater(r.t, u.times.Load(), int64(1))
				require.Equal(r.t, job.Finished, s.End)
				require.EqualValues(r.t, 400, s.Registered)
				require.EqualValues(r.t, 1, s.Rejected)
				require.Zero(r.t, s.Vanished)
				require.Len(r.t, r.failures(), 1)
			})
		})
	}
}

// TestARunFailsWhoseOutcomesCannotBeRead takes no row whose outcome it does not know for gone.
func TestARunFailsWhoseOutcomesCannotBeRead(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		o := r.options(good(400)...)
		o.Kept = true
		begun := time.Now()
		r.reads(&o, &unread{err: forbidden{}, from: begun, until: begun.Add(time.Hour)})
		s, err := job.Run(r.t.Context(), o)
		require.ErrorContains(r.t, err, "watch outcomes of account main: NOPERM")
		require.Equal(r.t, job.Failed, s.End)
		require.EqualValues(r.t, 400, s.Rows)
		require.Zero(r.t, s.Vanished)
		require.Nil(r.t, r.failures())
	})
}

// loading is what a Redis answers that reads its file.
type loading struct{}

func (loading) Error() string { return "LOADING Redis is loading the dataset in memory" }
func (loading) RedisError()   {}

// forbidden is what a Redis answers whose ACL lacks the command.
type forbidden struct{}

func (forbidden) Error() string {
	return "NOPERM this user has no permissions to run the 'xread' command"
}
func (forbidden) RedisError() {}

// TestAFailuresFileThatCannotBeWrittenIsAnError keeps the counts, and what stood there.
func TestAFailuresFileThatCannotBeWrittenIsAnError(t *testing.T) {
	for name, c := range map[string]struct {
		path string
		want error
	}{
		"its folder is not there": {filepath.Join("missing", "failures.csv"), os.ErrNotExist},
		"there is one already":    {"failures.csv", os.ErrExist},
	} {
		t.Run(name, func(t *testing.T) {
			virtually(t, sandbox.DefaultOptions(), func(r *rig) {
				before := filepath.Join(r.dir, "failures.csv")
				require.NoError(r.t, os.WriteFile(before, []byte("of an earlier run"), 0o600))
				o := r.options(append(good(2), ",3011", "SBX18010019-1,3011")...)
				o.FailuresFile = filepath.Join(r.dir, c.path)
				s, err := job.Run(r.t.Context(), o)
				require.ErrorIs(r.t, err, c.want)
				require.Contains(r.t, err.Error(), o.FailuresFile)
				require.Equal(r.t, 1, strings.Count(err.Error(), o.FailuresFile), "said once: %v", errors.Unwrap(err))
				require.EqualValues(r.t, 4, s.Rows)
				require.EqualValues(r.t, 2, s.Registered)
				require.EqualValues(r.t, 1, s.Rejected)
				require.EqualValues(r.t, 1, s.Invalid)
				require.Empty(r.t, s.FailuresFile)
				text, err := os.ReadFile(before)
				require.NoError(r.t, err)
				require.Equal(r.t, "of an earlier run", string(text))
			})
		})
	}
}
