package importer

import (
	"context"
	"fmt"
	"strconv"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/queue"
)

// report emits the event of the run's end.
func (r *run) report(ctx context.Context, phase ledger.Phase, why string, c ledger.Counts) error {
	name := queue.ImportFailed
	if phase == ledger.Finished {
		name = queue.ImportFinished
	}
	message := fmt.Sprintf("import %s %s: %d of %d rows registered, %d rejected", r.id, phase, c.Registered+c.AlreadyRegistered, c.Read, c.Rejected)
	if why != "" {
		message += "; " + why
	}
	return queue.NewEvents(r.o.Redis).Emit(ctx, queue.Event{
		Account: r.of.Account, Name: name, Message: message, Details: details(r, phase, why, c),
	})
}

// details are the figures of an event, for programs.
func details(r *run, phase ledger.Phase, why string, c ledger.Counts) map[string]string {
	all := map[string]string{"import": r.of.Name, "run": r.id, "phase": string(phase), "why": why}
	for name, n := range c.ByName() {
		all[name] = strconv.FormatInt(n, 10)
	}
	return all
}
