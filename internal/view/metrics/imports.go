package metrics

import (
	"time"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/standing"
)

func importGauges() []sharedGauge {
	each := func(name, help string, of func(i standing.Import, set setter), labels ...string) sharedGauge {
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
		each("imports_phase", "1 for the phase that the import's run is in, the one under way or the newest, also one that found nothing, 0 for the others.",
			func(i standing.Import, set setter) {
				run := i.Newest()
				if latest := i.Latest(); latest != nil && latest.Phase.UnderWay() {
					run = latest
				}
				for _, phase := range ledger.Phases() {
					set(truth(run != nil && run.Phase == phase), string(phase))
				}
			}, "phase"),
		each("imports_last_success_timestamp_seconds", "When a run of the import last finished; left out before the first.",
			func(i standing.Import, set setter) {
				if at := i.Success(); !at.IsZero() {
					set(seconds(at))
				}
			}),
		each("imports_rows", "Rows of the import's run, the last that read something, by what became of them: read, invalid, queued, registered, and so on.",
			func(i standing.Import, set setter) {
				if run := i.Latest(); run != nil {
					for _, count := range run.Counts.All() {
						set(float64(count.N), count.Name)
					}
				}
			}, "state"),
		each("imports_read_ratio", "How much of its input that run has read, 0 to 1; left out where that is not known.",
			func(i standing.Import, set setter) {
				if run := i.Latest(); run != nil && run.Share >= 0 {
					set(run.Share)
				}
			}),
	}
}
