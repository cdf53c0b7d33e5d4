package sandbox

import "time"

// slidingWindow remembers when its last rate calls were admitted. Refused
// calls do not count.
type slidingWindow struct {
	admitted []time.Time // a ring as long as the rate
	oldest   int         // the place of the oldest of them
}

func (w *slidingWindow) admit(now time.Time) bool {
	newest := w.admitted[(w.oldest+len(w.admitted)-1)%len(w.admitted)]
	if now.Before(newest) {
		clear(w.admitted)
	}
	oldest := w.admitted[w.oldest]
	if !oldest.IsZero() && now.Sub(oldest) < time.Second {
		return false
	}
	w.admitted[w.oldest] = now
	w.oldest = (w.oldest + 1) % len(w.admitted)
	return true
}
