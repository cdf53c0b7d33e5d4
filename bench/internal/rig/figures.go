package rig

import (
	"math"
	"slices"
	"time"

	"github.com/trackreg/trackreg/track17/sandbox"
)

// Refused says whether a call was over the rate, or met a fault that says so.
func Refused(c sandbox.Call) bool { return c.Status == 429 || c.Code == 429 }

// SteadyRate returns the numbers per second between the first and the last call
// that was not refused: what the last call carried came after that time. It is 0
// for fewer than two calls.
func SteadyRate(calls []sandbox.Call) float64 {
	numbers, last := 0, 0
	var begin, end time.Time
	for _, c := range calls {
		if Refused(c) {
			continue
		}
		if begin.IsZero() {
			begin = c.At
		}
		end, last = c.At, c.Size
		numbers += c.Size
	}
	if !end.After(begin) {
		return 0
	}
	return float64(numbers-last) / end.Sub(begin).Seconds()
}

// Fill returns how full the calls were that were not refused, from 0 to 1, when
// full is most numbers.
func Fill(calls []sandbox.Call, most int) float64 {
	numbers, passed := 0, 0
	for _, c := range calls {
		if !Refused(c) {
			numbers += c.Size
			passed++
		}
	}
	if passed == 0 {
		return 0
	}
	return float64(numbers) / float64(passed*most)
}

// RefusedShare returns which share of the calls after the first skip was refused.
func RefusedShare(calls []sandbox.Call, skip int) float64 {
	later := calls[min(skip, len(calls)):]
	refused := 0
	for _, c := range later {
		if Refused(c) {
			refused++
		}
	}
	if len(later) == 0 {
		return 0
	}
	return float64(refused) / float64(len(later))
}

// Percentile returns the smallest of the times that at least p percent of them
// do not exceed (nearest rank). p lies between 0 and 100; it is 0 for no times.
func Percentile(times []time.Duration, p float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(times))
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[max(0, rank-1)]
}
