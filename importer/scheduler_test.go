package importer

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/importer/schedule"
)

// shared is what schedulers share: marks, and the runs that were made under their ids. It keeps
// ids for a day, as retention does.
type shared struct {
	mu    sync.Mutex
	marks map[string]time.Time
	runs  map[string]time.Time
	made  []string
	fails error
}

func newShared() *shared {
	return &shared{marks: map[string]time.Time{}, runs: map[string]time.Time{}}
}

func (s *shared) Begin(ctx context.Context, of configs.Import, now time.Time) (time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := of.Name + of.Schedule
	if s.marks[key].IsZero() {
		s.marks[key] = now
	}
	return s.marks[key], s.fails
}

func (s *shared) Handed(_ context.Context, of configs.Import) (time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.marks[of.Name+of.Schedule], s.fails
}

func (s *shared) Advance(_ context.Context, of configs.Import, to time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if to.After(s.marks[of.Name+of.Schedule]) {
		s.marks[of.Name+of.Schedule] = to
	}
	return s.fails
}

func (s *shared) enqueue(_ context.Context, of configs.Import, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, taken := s.runs[id]; !taken || time.Since(at) > 24*time.Hour {
		s.runs[id] = time.Now()
		s.made = append(s.made, id)
	}
	return s.fails
}

func (s *shared) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails = err
}

// take returns the runs that were made since it was asked last.
func (s *shared) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	made := s.made
	s.made = nil
	return made
}

// begin starts a scheduler, and returns what stops it.
func (s *shared) begin(t *testing.T, imports ...configs.Import) (stop func()) {
	scheduler, err := NewScheduler(imports, s, s.enqueue, zerolog.Nop())
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- scheduler.Run(ctx) }()
	synctest.Wait()
	return func() {
		cancel()
		require.NoError(t, <-ended)
	}
}

func timedImport(line string) configs.Import {
	return configs.Import{Name: "a", Account: "main", Schedule: line, CatchUp: 6 * time.Hour}
}

// dueIn are the ids of the runs that are due.
func dueIn(t *testing.T, of configs.Import, after, until time.Time) []string {
	times, err := schedule.Parse(of.Schedule)
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
	for i, line := range []string{
		"CRON_TZ=Europe/Berlin 30 2 * * *", "CRON_TZ=America/New_York 15,45 1-3 * * *", "CRON_TZ=Australia/Lord_Howe 45 1 * * *", "@every 5h",
	} {
		t.Run(line, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, one := newShared(), timedImport(line)
				begun := time.Now()
				stops := []func(){s.begin(t, one), s.begin(t, one)}
				for hours := 0; hours < 366*24; hours += 37 + i {
					time.Sleep(time.Duration(37+i) * time.Hour)
					which := hours % 2
					stops[which]()
					if hours%5 == 0 { // nobody is there, but not for longer than catch_up
						stops[1-which]()
						time.Sleep(5 * time.Hour)
						stops[1-which] = s.begin(t, one)
					}
					stops[which] = s.begin(t, one)
				}
				stops[0]()
				stops[1]()
				require.ElementsMatch(t, dueIn(t, one, begun, time.Now()), s.take())
			})
		})
	}
}

func TestAnImportSeenForTheFirstTimeMakesUpNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShared()
		time.Sleep(time.Hour + time.Minute)
		defer s.begin(t, timedImport("0 * * * *"))()
		require.Empty(t, s.take())
		time.Sleep(time.Hour)
		require.Equal(t, []string{"a@2000-01-01T02:00"}, s.take())
	})
}

func TestAChangedScheduleBeginsNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShared()
		s.begin(t, timedImport("0 0 * * *"))()
		time.Sleep(3*time.Hour + time.Minute)
		defer s.begin(t, timedImport("0 * * * *"))()
		require.Empty(t, s.take())
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
				s, one := newShared(), timedImport("0 2 * * *")
				one.CatchUp = c.catchUp
				s.begin(t, one)()
				time.Sleep(c.away)
				stop := s.begin(t, one)
				require.Equal(t, c.made, s.take())
				stop()
				time.Sleep(time.Minute)
				defer s.begin(t, one)()
				require.Empty(t, s.take(), "once")
			})
		})
	}
}

// TestWithoutCatchUpARunComesInTime: what comes a moment after its time was not missed.
func TestWithoutCatchUpARunComesInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, one := newShared(), timedImport("*/7 * * * *")
		one.CatchUp = 0
		defer s.begin(t, one)()
		time.Sleep(time.Hour + time.Second)
		require.Len(t, s.take(), 9)
	})
}

func TestRedisAwayWhenARunIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShared()
		s.fail(errors.New("away"))
		defer s.begin(t, timedImport("0 * * * *"))()
		time.Sleep(10 * time.Minute)
		s.fail(nil)
		time.Sleep(40 * time.Minute)
		s.fail(errors.New("away"))
		time.Sleep(time.Hour)
		s.take() // what it tried
		s.runs = map[string]time.Time{}
		s.fail(nil)
		time.Sleep(schedulerAgain)
		synctest.Wait()
		require.Equal(t, []string{"a@2000-01-01T01:00"}, s.take())
	})
}

func TestTooManyMissedRunsAreNotAllMadeUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, one := newShared(), timedImport("* * * * *")
		s.begin(t, one)()
		time.Sleep(5 * time.Hour)
		defer s.begin(t, one)()
		made := s.take()
		require.Len(t, made, schedulerMost)
		require.Equal(t, "a@2000-01-01T05:00", made[0], "the newest first")
	})
}

func TestASchedulerRefusesWhatIsNoSchedule(t *testing.T) {
	_, err := NewScheduler([]configs.Import{{Name: "a"}, timedImport("often")}, newShared(), nil, zerolog.Nop())
	require.ErrorContains(t, err, "import a")
	scheduler, err := NewScheduler([]configs.Import{{Name: "a"}}, newShared(), nil, zerolog.Nop())
	require.NoError(t, err)
	require.NoError(t, scheduler.Run(t.Context()), "there is nothing to hand out")
}
