package importer

import (
	"context"
	"math/rand/v2"
	"time"
)

const (
	// The first and the longest wait for a source that is away, and for how long it may be away
	// without a row read between.
	troubleMin  = 10 * time.Second
	troubleMax  = 10 * time.Minute
	troubledFor = 24 * time.Hour
)

// mayPass deals with an error that may pass by itself. again says that the run is to be gone on
// with later, as the error returned says, or that this could not be found out.
func (r *run) mayPass(ctx context.Context, cause error) (err error, again bool) {
	if !passing(cause) {
		return nil, false
	}
	return r.waitFor(ctx, cause.Error(), r.ledger.Trouble)
}

// troubled is [ledger.Run.Trouble] or [ledger.Run.Unknown].
type troubled func(ctx context.Context, why string) (inRow int, since time.Duration, err error)

// waitFor returns the run to its queue for what it waits for, longer each time. again is false
// when it has waited for long enough.
func (r *run) waitFor(ctx context.Context, what string, enter troubled) (err error, again bool) {
	var inRow int
	var since time.Duration
	err = r.redis.insist(ctx, func(ctx context.Context) (err error) {
		inRow, since, err = enter(ctx, "waits: "+what)
		return err
	})
	if err != nil {
		return err, true
	}
	if since >= troubledFor {
		return nil, false
	}
	delay := troubleDelay(inRow)
	r.log.Warn().Str("why", what).Dur("wait_ms", delay).Msg("the import waits")
	return &later{delay: delay, text: what}, true
}

// troubleDelay is the wait after so many troubles in a row, with the upper half drawn at random.
func troubleDelay(inRow int) time.Duration {
	wait := troubleMin
	for i := 1; i < inRow && wait < troubleMax; i++ {
		wait *= 2
	}
	wait = min(wait, troubleMax)
	return wait/2 + rand.N(wait/2+1)
}
