// Package doctor examines what a worker would work with: the settings, Redis, the clocks, the keys,
// the address it listens on and the sources of imports. It changes nothing, and says of each thing that is not as it
// should be what to do about it.
package doctor

import (
	"context"
	"net/http"
	"time"

	"github.com/trackreg/trackreg/configs"
)

// Level is how a check ended.
type Level string

// The levels. A worker runs with a warning, and with a fault it does not, or loses what it is given.
const (
	OK      Level = "ok"
	Warning Level = "warning"
	Fault   Level = "fault"
)

// Check is one thing that was looked at.
type Check struct {
	Name    string `json:"check"`             // what was looked at, such as "eviction"
	Account string `json:"account,omitempty"` // whose, where it is an account's
	Server  string `json:"server,omitempty"`  // which, in a Cluster
	Level   Level  `json:"level"`
	Found   string `json:"found"`          // what was seen, or what is the matter
	Mend    string `json:"mend,omitempty"` // what to do; "" for ok
}

// Report is all that was looked at.
type Report struct {
	Level    Level   `json:"level"` // the worst of the checks
	Faults   int     `json:"faults"`
	Warnings int     `json:"warnings"`
	Checks   []Check `json:"checks"`
}

// Options are what to examine. Settings, Warnings and Err are what [configs.Load] returned.
type Options struct {
	Settings configs.Settings
	Warnings []configs.Warning
	Err      error
	// Accounts are those examined, of the settings'.
	Accounts []string
	// Transport carries the calls to 17TRACK; nil: the network.
	Transport http.RoundTripper
	// Now is this machine's clock; nil: time.Now.
	Now func() time.Time
}

const (
	// redisTimeout bounds the wait for Redis.
	redisTimeout = 10 * time.Second
	// slotTimeout is how long a call to 17TRACK may wait for its slot.
	slotTimeout = 10 * time.Second
)

// Examine looks at everything that it can: what needs something that is at fault itself is left
// out, or says so. It blocks until all is looked at, a minute at the longest where call_timeout
// is the default, or ctx ends.
func Examine(ctx context.Context, o Options) Report {
	if o.Now == nil {
		o.Now = time.Now
	}
	var r Report
	r.add(settings(o)...)
	if o.Err != nil {
		return r
	}
	r.add(redisAndKeys(ctx, o)...)
	r.add(listen(ctx, o.Settings.HTTP))
	r.add(imports(ctx, o)...)
	return r
}

func (r *Report) add(checks ...Check) {
	if r.Level == "" {
		r.Level = OK
	}
	for _, c := range checks {
		r.Checks = append(r.Checks, c)
		switch {
		case c.Level == Fault:
			r.Faults++
			r.Level = Fault
		case c.Level == Warning:
			r.Warnings++
			if r.Level == OK {
				r.Level = Warning
			}
		}
	}
}
