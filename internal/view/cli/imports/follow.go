package imports

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/display"
	"github.com/trackreg/trackreg/internal/standing"
)

// look is how often a run that is followed is read.
const look = 500 * time.Millisecond

// Following is how Follow goes about it.
type Following struct {
	Display display.Display // the caller closes it
	Read    func(ctx context.Context) (standing.Run, error)
	// Failed is given each error of Read, and whether it is the first since the last success.
	// Where it is true, Follow goes on.
	Failed func(err error, first bool) bool
}

// Follow shows how a run goes, and what goes wrong as it does, and returns the run once it has
// ended. Errors: ctx's, or that of Read; the run is then as it was read last.
func Follow(ctx context.Context, o Following) (standing.Run, error) {
	var run standing.Run
	failing, told := false, 0
	var shown time.Time
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		now, err := o.Read(ctx)
		switch {
		case err == nil:
			run, failing = now, false
			told = o.tell(run, told)
		case ctx.Err() != nil:
			return run, ctx.Err()
		case !o.Failed(err, !failing):
			return run, err
		default:
			failing = true
		}
		ended := run.Phase.Ended()
		if run.ID != "" && (ended || time.Since(shown) >= o.Display.Every()) {
			shown = time.Now()
			o.Display.Show(Frame(run))
		}
		if ended {
			return run, nil
		}
		select {
		case <-ctx.Done():
			return run, ctx.Err()
		case <-tick.C:
		}
	}
}

// tell notes the problems that are new, and returns how many there are.
func (o Following) tell(r standing.Run, told int) int {
	for _, p := range r.Problems[min(told, len(r.Problems)):] {
		o.Display.Note(problemLine(p))
	}
	return len(r.Problems)
}
