package webhook

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/retry"
)

const (
	// role is the lease's name.
	role = "webhook"
	// leadFor is the lease of the one process that posts for an account, and
	// so how long a killed one is waited for.
	leadFor = 30 * time.Second
	// leadEvery is how often the lease is renewed, or asked for.
	leadEvery = 10 * time.Second
)

// Leader grants the lease of a role to one process at a time, as *gate.Gate does.
type Leader interface {
	Lead(ctx context.Context, role, who string, ttl time.Duration) (bool, error)
	Resign(ctx context.Context, role, who string) error
}

// lease is the right to post for an account.
type lease struct {
	leader Leader
	who    string
	saw    func(error)
}

// take asks for the lease once.
func (l lease) take(ctx context.Context) bool {
	led, err := l.leader.Lead(ctx, role, l.who, leadFor)
	l.saw(err)
	return err == nil && led
}

// hold renews the lease until ctx ends, or returns when it is lost: another has
// it, or it could not be renewed for as long as it lasts.
func (l lease) hold(ctx context.Context) {
	for till := time.Now().Add(leadFor); retry.Wait(ctx, leadEvery) == nil; {
		asked := time.Now()
		led, err := l.leader.Lead(ctx, role, l.who, leadFor)
		l.saw(err)
		if err == nil {
			till = asked.Add(leadFor)
		}
		if err == nil && !led || asked.Add(leadEvery).After(till) {
			return
		}
	}
}

// resign lets another process follow at once.
func (l lease) resign(ctx context.Context) { l.saw(l.leader.Resign(ctx, role, l.who)) }
