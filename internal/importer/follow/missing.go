package follow

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

// Missing looks for rows whose task is gone without an outcome. It is for one goroutine.
type Missing struct {
	run      Run
	follower *Follower
	looked   time.Time
	wait     time.Duration
	missing  []int64 // the last time
}

// NewMissing returns what looks for missing rows of the follower's run.
func NewMissing(f *Follower) *Missing {
	return &Missing{run: f.run, follower: f, looked: time.Now(), wait: searchIdle}
}

// Due says whether to look now.
func (m *Missing) Due() bool {
	idle := m.run.Progress.Idle()
	if m.run.Progress.IsCancelled() {
		return min(idle, time.Since(m.looked)) >= searchCancelled
	}
	if idle < searchIdle {
		m.wait, m.missing = searchIdle, nil
		return false
	}
	return time.Since(m.looked) >= m.wait
}

// Look ends the rows that were missing twice in a row: once may be a task that was moving from one
// list to another, or has just ended, with its outcome on its way.
func (m *Missing) Look(ctx context.Context, as string) error {
	behind, err := m.fed(ctx)
	if err != nil {
		return err
	}
	seen := newOrdinals(behind)
	for _, list := range m.run.lists() {
		err := m.run.pages(ctx, list, func(tasks []*asynq.TaskInfo) error {
			for _, t := range m.run.own(tasks) {
				seen.add(t.ordinal)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if err := m.follower.CaughtUp(ctx); err != nil {
		return err
	}
	missing, err := m.unaccounted(ctx, behind, seen)
	if err != nil {
		return err
	}
	again := inBoth(m.missing, missing)
	m.looked, m.wait, m.missing = time.Now(), min(2*max(m.wait, searchIdle), searchLongest), missing
	return m.giveUp(ctx, again, as)
}

// fed is the ordinal behind the last row of the run.
func (m *Missing) fed(ctx context.Context) (behind int64, err error) {
	err = m.run.Retry.Until(ctx, func(ctx context.Context) error {
		state, err := m.run.Ledger.State(ctx, m.run.Ledger.ID())
		behind = state.Cursor.Ordinal
		return err
	})
	return behind, err
}

// unaccounted are the rows before an ordinal that have no outcome and were not seen, in order.
func (m *Missing) unaccounted(ctx context.Context, behind int64, seen *ordinals) ([]int64, error) {
	var accounted ledger.Bits
	err := m.run.Retry.Until(ctx, func(ctx context.Context) (err error) {
		accounted, err = m.run.Ledger.Accounted(ctx, m.run.Ledger.ID(), 0, behind)
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
func (m *Missing) giveUp(ctx context.Context, rows []int64, as string) error {
	if len(rows) > 0 {
		m.run.Log.Warn().Int("rows", len(rows)).Str("counted", as).Msg("tasks of the import are gone without an outcome")
	}
	for len(rows) > 0 {
		some := rows[:min(len(rows), removedAtOnce)]
		rows = rows[len(some):]
		ended := make([]ledger.Ended, len(some))
		for i, ordinal := range some {
			ended[i] = ledger.Ended{Ordinal: ordinal, As: as}
		}
		err := m.run.Retry.Until(ctx, func(ctx context.Context) error {
			tally, err := m.run.Ledger.Count(ctx, ended)
			if err == nil {
				m.run.Progress.Ended(tally)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
