package schedule

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// timetable is what schedulers of one world share: a Redis, in which runs are tasks that wait.
type timetable struct {
	t     *testing.T
	rdb   redis.UniversalClient
	away  atomic.Bool
	every time.Duration // how often schedulers look at the clock, which nobody sets here
}

func newTimetable(t *testing.T) *timetable {
	return &timetable{t: t, rdb: redistest.Embedded(t), every: time.Minute}
}

var errAway = errors.New("away")

// awayMarks are marks while Redis is there.
type awayMarks struct {
	Marks
	of *timetable
}

func (m awayMarks) Begin(ctx context.Context, of configs.Import, now time.Time) (time.Time, error) {
	if m.of.away.Load() {
		return time.Time{}, errAway
	}
	return m.Marks.Begin(ctx, of, now)
}

func (m awayMarks) Handed(ctx context.Context, of configs.Import) (time.Time, error) {
	if m.of.away.Load() {
		return time.Time{}, errAway
	}
	return m.Marks.Handed(ctx, of)
}

func (w *timetable) enqueue(ctx context.Context, of configs.Import, wall string) (string, error) {
	id := of.Name + "@" + wall
	task := asynq.NewTask(keyspace.ImportType, nil)
	_, err := asynq.NewClientFromRedisClient(w.rdb).EnqueueContext(ctx, task, asynq.TaskID(id), asynq.Queue(keyspace.ImportsQueue))
	if errors.Is(err, asynq.ErrTaskIDConflict) {
		return id, nil
	}
	return id, err
}

// take returns the runs that were made since it was asked last, in their order. Their ids are
// free then.
func (w *timetable) take() []string {
	inspector := asynq.NewInspectorFromRedisClient(w.rdb)
	var made []string
	for {
		tasks, err := inspector.ListPendingTasks(keyspace.ImportsQueue, asynq.PageSize(1000))
		if errors.Is(err, asynq.ErrQueueNotFound) || len(tasks) == 0 {
			return made
		}
		require.NoError(w.t, err)
		for _, task := range tasks {
			made = append(made, task.ID)
			require.NoError(w.t, inspector.DeleteTask(keyspace.ImportsQueue, task.ID))
		}
	}
}

// begin starts a scheduler, and returns what stops it.
func (w *timetable) begin(imports ...configs.Import) (stop func()) {
	scheduler, err := NewScheduler(imports, awayMarks{marks{w.rdb}, w}, w.enqueue, zerolog.Nop())
	require.NoError(w.t, err)
	scheduler.every = w.every
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- scheduler.Run(ctx) }()
	synctest.Wait()
	return func() {
		cancel()
		require.NoError(w.t, <-ended)
	}
}

func timedImport(line string) configs.Import {
	return configs.Import{Name: "a", Account: "main", Schedule: line, CatchUp: 6 * time.Hour}
}

// dueIn are the ids of the runs that are due.
func dueIn(t *testing.T, of configs.Import, after, until time.Time) []string {
	times, err := Parse(of.Schedule)
	require.NoError(t, err)
	var ids []string
	for _, due := range times.Due(after, until) {
		ids = append(ids, of.Name+"@"+due.Wall)
	}
	return ids
}

// TestAYearOfSchedules has two workers hand out a year of runs, each of which is stopped now and
// then, and both for some hours around both changes of the clock.
func TestAYearOfSchedules(t *testing.T) {
	if testing.Short() {
		t.Skip("years are not short")
	}
	for i, line := range []string{
		"CRON_TZ=Europe/Berlin 30 2 * * *", "CRON_TZ=America/New_York 15 2 * * *", "CRON_TZ=Australia/Lord_Howe 45 1 * * *", "@every 25h",
	} {
		t.Run(line, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, one := newTimetable(t), timedImport(line)
				w.every = 12 * time.Hour
				begun := time.Now()
				var made []string
				stops := []func(){w.begin(one), w.begin(one)}
				for hours := 0; hours < 366*24; hours += 37 + i {
					time.Sleep(time.Duration(37+i) * time.Hour)
					made = append(made, w.take()...)
					which := hours % 2
					stops[which]()
					if hours%5 == 0 { // nobody is there, but not for longer than catch_up
						stops[1-which]()
						time.Sleep(5 * time.Hour)
						stops[1-which] = w.begin(one)
					}
					stops[which] = w.begin(one)
				}
				stops[0]()
				stops[1]()
				require.ElementsMatch(t, dueIn(t, one, begun, time.Now()), append(made, w.take()...))
			})
		})
	}
}

func TestAnImportSeenForTheFirstTimeMakesUpNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTimetable(t)
		time.Sleep(time.Hour + time.Minute)
		defer w.begin(timedImport("0 * * * *"))()
		require.Empty(t, w.take())
		time.Sleep(time.Hour)
		require.Equal(t, []string{"a@2000-01-01T02:00"}, w.take())
	})
}

func TestAChangedScheduleBeginsNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTimetable(t)
		w.begin(timedImport("0 0 * * *"))()
		time.Sleep(3*time.Hour + time.Minute)
		defer w.begin(timedImport("0 * * * *"))()
		require.Empty(t, w.take())
	})
}

func TestCatchingUp(t *testing.T) {
	for name, c := range map[string]struct {
		catchUp, away time.Duration
		made          []string
	}{
		"within catch_up":           {6 * time.Hour, 5 * time.Hour, []string{"a@2000-01-01T02:00"}},
		"later than catch_up":       {time.Hour, 5 * time.Hour, nil},
		"no catch_up":               {0, 3 * time.Hour, nil},
		"the newest one of several": {26 * time.Hour, 49 * time.Hour, []string{"a@2000-01-02T02:00"}},
		"several":                   {72 * time.Hour, 51 * time.Hour, []string{"a@2000-01-03T02:00", "a@2000-01-02T02:00", "a@2000-01-01T02:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, one := newTimetable(t), timedImport("0 2 * * *")
				one.CatchUp = c.catchUp
				w.begin(one)()
				time.Sleep(c.away)
				stop := w.begin(one)
				require.Equal(t, c.made, w.take())
				stop()
				time.Sleep(time.Minute)
				defer w.begin(one)()
				require.Empty(t, w.take(), "once")
			})
		})
	}
}

// TestWithoutCatchUpARunComesInTime: what comes a moment after its time was not missed.
func TestWithoutCatchUpARunComesInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, one := newTimetable(t), timedImport("*/7 * * * *")
		one.CatchUp = 0
		defer w.begin(one)()
		time.Sleep(time.Hour + time.Second)
		require.Len(t, w.take(), 9)
	})
}

func TestRedisAwayWhenARunIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTimetable(t)
		w.away.Store(true)
		defer w.begin(timedImport("0 * * * *"))()
		time.Sleep(10 * time.Minute)
		w.away.Store(false)
		time.Sleep(40 * time.Minute)
		w.away.Store(true)
		time.Sleep(time.Hour)
		require.Empty(t, w.take())
		w.away.Store(false)
		time.Sleep(schedulerAgain)
		synctest.Wait()
		require.Equal(t, []string{"a@2000-01-01T01:00"}, w.take())
	})
}

// TestWorkersWithDifferentSettings: while workers are replaced one after the other, old and new
// settings run side by side, and neither has the other begin anew.
func TestWorkersWithDifferentSettings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, before, after := newTimetable(t), timedImport("0 * * * *"), timedImport("30 * * * *")
		stop := w.begin(before)
		time.Sleep(5 * time.Minute)
		w.begin(after)()
		time.Sleep(56 * time.Minute)
		defer w.begin(after)() // was away at its due time
		require.Equal(t, []string{"a@2000-01-01T01:00", "a@2000-01-01T00:30"}, w.take())
		time.Sleep(time.Hour)
		require.ElementsMatch(t, []string{"a@2000-01-01T01:30", "a@2000-01-01T02:00"}, w.take())
		stop()
	})
}

// TestARunThatIsOverIsNotMadeAgain: a worker that comes late finds the id free, and goes by the
// mark.
func TestARunThatIsOverIsNotMadeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTimetable(t)
		late := &timetable{t: t, rdb: w.rdb, every: time.Minute}
		defer w.begin(timedImport("0 * * * *"))()
		defer late.begin(timedImport("0 * * * *"))()
		time.Sleep(30 * time.Minute)
		late.away.Store(true)
		time.Sleep(31 * time.Minute)
		require.Equal(t, []string{"a@2000-01-01T01:00"}, w.take())
		late.away.Store(false)
		time.Sleep(time.Minute)
		require.Empty(t, w.take())
	})
}

func TestTooManyMissedRunsAreNotAllMadeUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, one := newTimetable(t), timedImport("* * * * *")
		w.begin(one)()
		time.Sleep(5 * time.Hour)
		defer w.begin(one)()
		made := w.take()
		require.Len(t, made, schedulerMost)
		require.Equal(t, "a@2000-01-01T05:00", made[0], "the newest first")
	})
}

func TestASchedulerRefusesWhatIsNoSchedule(t *testing.T) {
	_, err := NewScheduler([]configs.Import{{Name: "b"}, timedImport("often")}, nil, nil, zerolog.Nop())
	require.ErrorContains(t, err, "import a")
	scheduler, err := NewScheduler([]configs.Import{{Name: "a"}}, nil, nil, zerolog.Nop())
	require.NoError(t, err)
	require.NoError(t, scheduler.Run(t.Context()), "there is nothing to hand out")
}
