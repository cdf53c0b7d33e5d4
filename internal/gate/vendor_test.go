package gate_test

import "time"

// vendor admits 3 calls a second in one of the readings of that.
type vendor interface{ admit(time.Duration) bool }

type slidingWindow struct{ admitted []time.Duration }

func sliding() vendor { return &slidingWindow{} }

func (v *slidingWindow) admit(now time.Duration) bool {
	if n := len(v.admitted); n >= 3 && now-v.admitted[n-3] < time.Second {
		return false
	}
	v.admitted = append(v.admitted, now)
	return true
}

type fixedWindow struct {
	second time.Duration
	calls  int
}

func fixed() vendor { return &fixedWindow{} }

func (v *fixedWindow) admit(now time.Duration) bool {
	if second := now.Truncate(time.Second); second != v.second {
		v.second, v.calls = second, 0
	}
	v.calls++
	return v.calls <= 3
}
