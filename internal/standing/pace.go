package standing

import (
	"time"

	"github.com/trackreg/trackreg/internal/gate"
)

// Pace is how fast an account calls when numbers wait.
type Pace struct {
	Spacing   float64    `json:"spacing_ms"`    // between two calls
	BatchSize int        `json:"batch_size"`    // most numbers of a call, in force
	PerSecond float64    `json:"numbers_per_s"` // what both allow
	Ceiling   float64    `json:"ceiling_per_s"` // what the settings allow
	Calls     int64      `json:"calls"`         // since the account was first used
	Throttles int64      `json:"throttles"`     // calls that 17TRACK answered 429, since then
	Success   *time.Time `json:"last_success_at"`
}

func paceOf(s gate.State, o gate.Options) Pace {
	p := Pace{
		Spacing:   float64(s.Pace.Spacing.Microseconds()) / 1000,
		BatchSize: s.Size,
		Ceiling:   o.RequestsPerSecond * float64(o.BatchSize),
		Calls:     s.Calls,
		Throttles: s.Throttles,
		Success:   timeOf(s.Success),
	}
	if s.Pace.Spacing > 0 {
		p.PerSecond = float64(s.Size) / s.Pace.Spacing.Seconds()
	}
	return p
}

// Quota is what getquota last showed, counted on by what was accepted since. A
// figure that the vendor did not give is null.
type Quota struct {
	Remain   *int64    `json:"remain"`
	Total    *int64    `json:"total"`
	Today    *int64    `json:"today_used"`
	MaxDaily *int64    `json:"max_daily"` // 0: no daily limit
	At       time.Time `json:"at"`
}

func quotaOf(s gate.State) *Quota {
	if s.Quota.At.IsZero() {
		return nil
	}
	return &Quota{
		Remain: given(s.Quota.Remain), Total: given(s.Quota.Total), Today: given(s.Quota.TodayUsed),
		MaxDaily: given(s.Quota.MaxDaily), At: s.Quota.At.UTC(),
	}
}

// given makes a figure that was not given absent.
func given(n int64) *int64 {
	if n < 0 {
		return nil
	}
	return &n
}
