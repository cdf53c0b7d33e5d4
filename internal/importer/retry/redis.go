// Package retry repeats what Redis did not take.
package retry

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/importer/ledger"
)

const (
	firstRepeat = 50 * time.Millisecond
	lastRepeat  = 2 * time.Second
)

// Redis repeats what Redis did not take, and tells its process how Redis is.
type Redis struct{ Saw func(error) }

// Until repeats do until Redis has taken it, or ctx ends. What the ledger refuses is final.
func (r Redis) Until(ctx context.Context, do func(context.Context) error) error {
	wait := firstRepeat
	for {
		err := do(ctx)
		switch {
		case ledger.Refused(err):
			return err
		case err != nil && ctx.Err() != nil:
			return ctx.Err()
		}
		if r.Saw(err); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
			wait = min(2*wait, lastRepeat)
		}
	}
}
