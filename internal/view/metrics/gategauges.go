package metrics

import "github.com/trackreg/trackreg/internal/standing"

// gateGauges show whether an account may call, and how fast.
func gateGauges() []gauge {
	return []gauge{
		newGauge("gate_state", "1 for the state that the account is in, 0 for the others: open, why it may not call, or that 17TRACK does not answer.",
			func(a *accountSample, set setter) {
				for _, state := range standing.Conditions() {
					set(truth(a.standing.Gate.Condition() == state), state)
				}
			}, "state"),
		newGauge("gate_probing", "1 while a closed account's time is up and the next call finds out whether it may call again.",
			func(a *accountSample, set setter) {
				set(truth(a.standing.Gate.Account.HalfOpen || a.standing.Gate.Quota.HalfOpen))
			}),
		newGauge("unanswered_calls", "Calls in a row that 17TRACK did not answer or answered with an error of its own.",
			func(a *accountSample, set setter) { set(float64(a.standing.Gate.Backing)) }),
		newGauge("call_spacing_seconds", "The distance between two calls of the account.",
			func(a *accountSample, set setter) { set(a.standing.Pace.Spacing / 1000) }),
		newGauge("batch_size", "The most numbers in a call of the account now.",
			func(a *accountSample, set setter) { set(float64(a.standing.Pace.BatchSize)) }),
		newGauge("ceiling_numbers_per_second", "The most numbers a second that the settings allow the account.",
			func(a *accountSample, set setter) { set(a.standing.Pace.Ceiling) }),
		newGauge("last_success_timestamp_seconds", "When 17TRACK last answered a call of the account's well; left out before the first.",
			func(a *accountSample, set setter) {
				if at := a.standing.Pace.Success; at != nil {
					set(seconds(*at))
				}
			}),
	}
}
