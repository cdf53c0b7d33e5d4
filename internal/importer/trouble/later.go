package trouble

import "time"

// Later returns a run to its queue for a while, uncounted.
type Later struct {
	Delay time.Duration
	Text  string
}

func (e *Later) Error() string { return e.Text + " (to be tried again)" }
