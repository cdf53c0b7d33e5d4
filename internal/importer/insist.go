package importer

import (
	"context"
	"errors"
	"time"

	"github.com/trackreg/trackreg/internal/importer/ledger"
)

const (
	firstRepeat = 50 * time.Millisecond
	lastRepeat  = 2 * time.Second
)

// redisUse repeats what Redis did not take, and tells its process how Redis is.
type redisUse struct{ saw func(error) }

// insist repeats do until Redis has taken it, or ctx ends. What the ledger refuses is final.
func (u redisUse) insist(ctx context.Context, do func(context.Context) error) error {
	wait := firstRepeat
	for {
		err := do(ctx)
		switch {
		case refused(err):
			return err
		case err != nil && ctx.Err() != nil:
			return ctx.Err()
		}
		if u.saw(err); err == nil {
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

// refused says that an error is the ledger's own, and no trouble of Redis's.
func refused(err error) bool {
	return errors.Is(err, ledger.ErrLost) || errors.Is(err, ledger.ErrMoved) || errors.Is(err, ledger.ErrNoRun)
}
