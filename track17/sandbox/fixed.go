package sandbox

import "time"

// fixedWindow counts the calls admitted in the clock's present second.
type fixedWindow struct {
	rate     int
	second   int64
	admitted int
}

func (w *fixedWindow) admit(now time.Time) bool {
	if second := now.Unix(); second != w.second {
		w.second, w.admitted = second, 0
	}
	if w.admitted >= w.rate {
		return false
	}
	w.admitted++
	return true
}
