package metrics

// quotaGauges show what is left of an account's quota. What 17TRACK has not said
// is left out.
func quotaGauges() []gauge {
	return []gauge{
		newGauge("quota_remaining", "Units of quota that are left, counted down between two readings by what was accepted.",
			func(a *accountSample, set setter) {
				if q := a.standing.Quota; q != nil && q.Remain != nil {
					set(float64(*q.Remain))
				}
			}),
		newGauge("quota_remaining_today", "Units that are left of the day's allowance; left out for accounts without one.",
			func(a *accountSample, set setter) {
				if q := a.standing.Quota; q != nil && q.Today != nil && q.MaxDaily != nil && *q.MaxDaily > 0 {
					set(float64(max(0, *q.MaxDaily-*q.Today)))
				}
			}),
		newGauge("quota_warn", "The setting quota_warn: the quota is low from here on; left out where it is not set.",
			func(a *accountSample, set setter) {
				if a.Gate.QuotaWarn > 0 {
					set(float64(a.Gate.QuotaWarn))
				}
			}),
	}
}
