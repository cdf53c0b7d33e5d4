package worker

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/gate"
)

// role is what one process per account does at a time.
type role struct {
	name  string
	me    string        // the process
	lease time.Duration // how long nobody else takes the role after its last step
}

// step does the role's work once, if this process has the role or can take it.
func (r role) step(ctx context.Context, g *gate.Gate, work func(context.Context) error) error {
	lead, err := g.Lead(ctx, r.name, r.me, r.lease)
	if err != nil || !lead {
		return err
	}
	return work(ctx)
}
