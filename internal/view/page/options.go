package page

import (
	"context"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/track17"
)

// Hand moves an account's gate for a person, as *worker.Hand does. AskQuota may
// block for as long as the gate is closed.
type Hand interface {
	Pause(ctx context.Context, why string) error
	Resume(ctx context.Context) error
	AskQuota(ctx context.Context) (track17.Quota, error)
}

// Imports shows bulk imports and moves them. Errors of Run and Cancel are
// sentences for people: why not, and what to do.
type Imports interface {
	// Imports reads how they stand, in the order of the settings.
	Imports(ctx context.Context) ([]standing.Import, error)
	// Runs reads all runs of one that are kept, the newest first, without the parts of their sources.
	Runs(ctx context.Context, name string) ([]standing.Run, error)
	// Report reads all that is kept of a run. Errors: ledger.ErrNoRun, or Redis's.
	Report(ctx context.Context, name, run string) (standing.Run, error)
	// Run begins a run by hand and returns its id.
	Run(ctx context.Context, name string) (id string, err error)
	// Cancel ends the runs that have not ended, and returns how many were asked to.
	Cancel(ctx context.Context, name string) (runs int, err error)
}

// Account is an account that is shown.
type Account struct {
	Name        string
	Gate        gate.Options // its limits; the rest does not matter here
	KnownMonths int          // for how many months registered numbers stay known; 0: no record of them is kept
	Hand        Hand
}

// Options are what a page works with.
type Options struct {
	Redis    redis.UniversalClient // closed by its owner after Run
	Accounts []Account             // at least one
	Imports  Imports               // nil: there are none
	// Monitor says that asynqmon is served beside the page.
	Monitor bool
	Log     zerolog.Logger
}
