package metrics

import (
	"context"
	"slices"
	"time"
)

// Imports says how the configured imports stand.
type Imports interface {
	// Standings reads how each of them stands. Errors are Redis's.
	Standings(ctx context.Context) ([]Import, error)
}

// Import is how one import stands, by its run under way, or else its newest.
type Import struct {
	Name    string
	Account string
	Phase   string           // of the run, one of Phases; "": it has never run
	Success time.Time        // when a run last finished; zero: none has
	Share   float64          // of the run's input that was read, 0 to 1; negative: not known
	Rows    map[string]int64 // of the run, by what became of them
}

// phases are those that a run can be in.
var phases = [...]string{"waiting", "feeding", "settling", "finished", "failed", "stopped", "cancelled", "superseded"}

// Phases are all that Import.Phase can be.
func Phases() []string { return slices.Clone(phases[:]) }

func importGauges() []sharedGauge {
	each := func(name, help string, of func(i Import, set setter), labels ...string) sharedGauge {
		return sharedGauge{
			desc: sampled(name, help, append([]string{"account", "import"}, labels...)...),
			of: func(s *sample, now time.Time, set setter) {
				if now.Sub(s.importAt) >= keptFor {
					return
				}
				for _, i := range s.imports {
					of(i, func(value float64, labels ...string) { set(value, append([]string{i.Account, i.Name}, labels...)...) })
				}
			},
		}
	}
	return []sharedGauge{
		each("imports_phase", "1 for the phase that the import's run is in, the one under way or the newest, 0 for the others.",
			func(i Import, set setter) {
				for _, phase := range phases {
					set(truth(i.Phase == phase), phase)
				}
			}, "phase"),
		each("imports_last_success_timestamp_seconds", "When a run of the import last finished; left out before the first.",
			func(i Import, set setter) {
				if !i.Success.IsZero() {
					set(seconds(i.Success))
				}
			}),
		each("imports_rows", "Rows of the import's run, by what became of them: read, invalid, queued, registered, and so on.",
			func(i Import, set setter) {
				for state, n := range i.Rows {
					set(float64(n), state)
				}
			}, "state"),
		each("imports_read_ratio", "How much of its input the import's run has read, 0 to 1; left out where that is not known.",
			func(i Import, set setter) {
				if i.Share >= 0 {
					set(i.Share)
				}
			}),
	}
}
