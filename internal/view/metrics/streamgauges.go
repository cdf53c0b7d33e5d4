package metrics

import (
	"cmp"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/trackreg/trackreg/internal/standing"
)

// groupsMost bounds the groups shown of an account: their names are for others
// to choose.
const groupsMost = 16

// streamGauges show who is behind what the account's streams hold.
func streamGauges() []gauge {
	return []gauge{
		newGauge("outcomes_lag", "Outcomes that a consumer group of the outcome stream has not acknowledged; webhooks are the group webhook. Of the 16 groups furthest behind.",
			func(a *accountSample, set setter) {
				for _, g := range furthest(a.standing.Groups) {
					set(float64(g.Lag), labelOf(g.Name))
				}
			}, "group"),
		newGauge("outcomes_lag_seconds", "The age of the oldest outcome that a consumer group has not acknowledged; 0 where there is none.",
			func(a *accountSample, set setter) {
				for _, g := range furthest(a.standing.Groups) {
					set(a.age(g.Oldest), labelOf(g.Name))
				}
			}, "group"),
		newGauge("webhook_failing", "1 while the receiver of the account's webhook does not take what is posted; left out where nothing was posted yet.",
			func(a *accountSample, set setter) {
				if w := a.standing.Webhook; w != nil {
					set(truth(w.Failing))
				}
			}),
		newGauge("outcomes_max", "The setting outcomes_max: a group that lags by more loses the oldest outcomes.",
			func(a *accountSample, set setter) { set(float64(a.OutcomesMax)) }),
		newGauge("inlet_lag", "Entries of the inlet stream that are neither queued nor refused yet.",
			func(a *accountSample, set setter) { set(float64(a.standing.Inlet.Lag)) }),
		newGauge("inlet_lag_seconds", "The age of the oldest of those entries; 0 where there is none.",
			func(a *accountSample, set setter) { set(a.age(a.standing.Inlet.Oldest)) }),
		newGauge("inlet_refused", "Entries of the inlet stream that were refused and are kept with the reason.",
			func(a *accountSample, set setter) { set(float64(a.standing.Inlet.Refused)) }),
	}
}

// furthest are the groups furthest behind.
func furthest(groups []standing.Group) []standing.Group {
	if len(groups) <= groupsMost {
		return groups
	}
	sorted := slices.Clone(groups)
	slices.SortStableFunc(sorted, func(a, b standing.Group) int { return cmp.Compare(b.Lag, a.Lag) })
	return sorted[:groupsMost]
}

// labelOf is a group's name as a label's value. Redis takes any bytes for a name,
// and over those that are no text Prometheus's client would show nothing at all.
func labelOf(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	return strconv.QuoteToASCII(name)
}

// age is how long ago it was, in seconds, when the sample was taken.
func (a *accountSample) age(since *time.Time) float64 {
	if since == nil {
		return 0
	}
	return max(0, a.standing.At.Sub(*since).Seconds())
}

// seconds is a time as Prometheus has it.
func seconds(at time.Time) float64 { return float64(at.UnixMilli()) / 1000 }
