package importer

import (
	"context"
	"fmt"

	"github.com/trackreg/trackreg/internal/importer/feed"
	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// unconfiguredWhy is why a run waits, and ends after a day, whose import no worker has.
const unconfiguredWhy = "no worker that runs imports has this import in its settings"

// unconfigured deals with a run of an import that this worker's settings do not have: another worker's
// may, in a rolling change. After a day nobody's does.
func (r *run) unconfigured(ctx context.Context) error {
	if err := r.take(ctx); err != nil {
		return err
	}
	defer r.release(ctx)
	if err := r.retry.Until(ctx, r.read); err != nil {
		return err
	}
	if r.state.Phase.Ended() {
		return r.ended(r.state.Phase, r.state.Why)
	}
	if wait, again := r.trouble.WaitForSettings(ctx, unconfiguredWhy); again {
		return wait
	}
	if r.state.Phase == ledger.Waiting {
		return r.end(ctx, ledger.Failed, unconfiguredWhy)
	}
	if err := r.retry.Until(ctx, r.beginFollowing); err != nil {
		return err
	}
	return r.closing(ctx, r.together(ctx, r.endUnconfigured))
}

// endUnconfigured ends a run with what is known of its rows. What is outstanding is not waited for: its
// account may be gone as well, and then nobody ever takes it up.
func (r *run) endUnconfigured(ctx context.Context) error {
	if err := feed.CommitUnread(ctx, r.fed()); err != nil {
		return err
	}
	if err := r.follower.CaughtUp(ctx); err != nil {
		return err
	}
	why := unconfiguredWhy
	if rows := r.progress.Outstanding(); rows > 0 {
		why += fmt.Sprintf("; %d of its rows have no outcome yet, and it will not be counted", rows)
	}
	return r.end(ctx, ledger.Failed, why)
}
