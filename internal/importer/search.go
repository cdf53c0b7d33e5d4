package importer

import (
	"context"
	"time"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/internal/importer/ledger"
)

const (
	// searchIdle is how long nothing must have ended before rows are looked for whose task is
	// gone: somebody deleted it, or Redis lost it in a crash. Without it a run that waits for
	// their outcome would wait for ever.
	searchIdle = 30 * time.Second
	// searchLongest is the longest time between two looks while nothing ends.
	searchLongest = 10 * time.Minute
	// searchCancelled is the time between two looks when the run is cancelled: what it waits for
	// is its own doing.
	searchCancelled = 2 * time.Second
	// removedAtOnce is how many rows are counted at once.
	removedAtOnce = 1000
)

// search looks for rows whose task is gone without an outcome. It is for one goroutine.
type search struct {
	*run
	looked  time.Time
	wait    time.Duration
	missing []int64 // the last time
}

func newSearch(r *run) *search { return &search{run: r, looked: time.Now(), wait: searchIdle} }

// due says whether to look now.
func (s *search) due() bool {
	idle := s.progress.Idle()
	if s.progress.IsCancelled() {
		return min(idle, time.Since(s.looked)) >= searchCancelled
	}
	if idle < searchIdle {
		s.wait, s.missing = searchIdle, nil
		return false
	}
	return time.Since(s.looked) >= s.wait
}

// look ends the rows that were missing twice in a row: once may be a task that was moving from one
// list to another, or has just ended, with its outcome on its way.
func (s *search) look(ctx context.Context, as string) error {
	behind, err := s.fed(ctx)
	if err != nil {
		return err
	}
	seen := newOrdinals(behind)
	for _, list := range s.lists() {
		err := s.pages(ctx, list, func(tasks []*asynq.TaskInfo) error {
			for _, t := range s.own(tasks) {
				seen.add(t.ordinal)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if err := s.follower.caughtUp(ctx); err != nil {
		return err
	}
	missing, err := s.unaccounted(ctx, behind, seen)
	if err != nil {
		return err
	}
	again := inBoth(s.missing, missing)
	s.looked, s.wait, s.missing = time.Now(), min(2*max(s.wait, searchIdle), searchLongest), missing
	return s.giveUp(ctx, again, as)
}

// fed is the ordinal behind the last row of the run.
func (s *search) fed(ctx context.Context) (behind int64, err error) {
	err = s.retry.Until(ctx, func(ctx context.Context) error {
		state, err := s.ledger.State(ctx, s.id)
		behind = state.Cursor.Ordinal
		return err
	})
	return behind, err
}

// unaccounted are the rows before an ordinal that have no outcome and were not seen, in order.
func (s *search) unaccounted(ctx context.Context, behind int64, seen *ordinals) ([]int64, error) {
	var accounted ledger.Bits
	err := s.retry.Until(ctx, func(ctx context.Context) (err error) {
		accounted, err = s.ledger.Accounted(ctx, s.id, 0, behind)
		return err
	})
	if err != nil {
		return nil, err
	}
	var missing []int64
	for ordinal := range behind {
		if !accounted.Has(ordinal) && !seen.has(ordinal) {
			missing = append(missing, ordinal)
		}
	}
	return missing, nil
}

// giveUp counts rows as ended.
func (s *search) giveUp(ctx context.Context, rows []int64, as string) error {
	if len(rows) > 0 {
		s.log.Warn().Int("rows", len(rows)).Str("counted", as).Msg("tasks of the import are gone without an outcome")
	}
	for len(rows) > 0 {
		some := rows[:min(len(rows), removedAtOnce)]
		rows = rows[len(some):]
		ended := make([]ledger.Ended, len(some))
		for i, ordinal := range some {
			ended[i] = ledger.Ended{Ordinal: ordinal, As: as}
		}
		err := s.retry.Until(ctx, func(ctx context.Context) error {
			tally, err := s.ledger.Count(ctx, ended)
			if err == nil {
				s.progress.Ended(tally)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// inBoth are the numbers that two ascending lists have in common.
func inBoth(a, b []int64) []int64 {
	var both []int64
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			both = append(both, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return both
}

// ordinals is a set of ordinals from 0 to a bound, a bit each.
type ordinals struct{ bits []byte }

func newOrdinals(behind int64) *ordinals { return &ordinals{make([]byte, (behind+7)/8)} }

func (o *ordinals) add(n int64) {
	if n/8 < int64(len(o.bits)) {
		o.bits[n/8] |= 1 << (n % 8)
	}
}

func (o *ordinals) has(n int64) bool { return o.bits[n/8]&(1<<(n%8)) != 0 }
