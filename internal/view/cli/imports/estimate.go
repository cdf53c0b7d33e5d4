package imports

import (
	"math"

	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/standing"
)

// Estimate is what a run would cost.
type Estimate struct {
	Numbers int64   `json:"numbers"`          // that would be queued, at most
	Calls   int64   `json:"calls"`            // of 17TRACK's, when all are full
	Ahead   int64   `json:"numbers_ahead"`    // that wait in the account's queues already
	Ceiling float64 `json:"ceiling_per_s"`    // numbers a second that the account's limits allow
	Seconds float64 `json:"seconds_at_least"` // at the ceiling, with those ahead
	Quota   *int64  `json:"quota_left"`       // null: not known
	Daily   *int64  `json:"daily_left"`       // what is left of the day's limit; null: no limit, or not known
}

// Rehearsal is what a run would do, and what it would cost.
type Rehearsal struct {
	importer.Rehearsal
	Estimate Estimate `json:"estimate"`
}

// Priced puts to a rehearsal what it would cost, by how its account stands.
func Priced(r importer.Rehearsal, s standing.Account) Rehearsal {
	e := Estimate{Numbers: r.Counts.Queued, Ahead: s.Queued + s.Active, Ceiling: s.Pace.Ceiling}
	if s.Pace.BatchSize > 0 {
		e.Calls = int64(math.Ceil(float64(e.Numbers) / float64(s.Pace.BatchSize)))
	}
	if e.Ceiling > 0 {
		e.Seconds = float64(e.Numbers+e.Ahead) / e.Ceiling
	}
	if s.Quota != nil {
		e.Quota = s.Quota.Remain
		if q := s.Quota; q.MaxDaily != nil && *q.MaxDaily > 0 && q.Today != nil {
			left := max(*q.MaxDaily-*q.Today, 0)
			e.Daily = &left
		}
	}
	return Rehearsal{r, e}
}
