package importer

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/queue"
)

// report emits the event of the run's end.
func (r *run) report(ctx context.Context, phase ledger.Phase, why string, c ledger.Counts) error {
	name := queue.ImportFailed
	if phase == ledger.Finished {
		name = queue.ImportFinished
	}
	message := fmt.Sprintf("import %s %s: %s", r.id, phase, counted(c))
	if why != "" {
		message += "; " + why
	}
	return queue.NewEvents(r.o.Redis).Emit(ctx, queue.Event{
		Account: r.of.Account, Name: name, Message: message, Details: details(r, phase, why, c),
	})
}

// counted says what became of the rows, as far as any came to it: "rows: 5 read, 1 invalid, 4 registered".
func counted(c ledger.Counts) string {
	parts := []string{fmt.Sprintf("rows: %d read", c.Read)}
	for _, count := range c.All()[1:] {
		if count.N > 0 && (count.Name != "queued" || c.Outstanding() > 0) {
			parts = append(parts, fmt.Sprintf("%d %s", count.N, count.Words()))
		}
	}
	return strings.Join(parts, ", ")
}

// details are the figures of an event, for programs.
func details(r *run, phase ledger.Phase, why string, c ledger.Counts) map[string]string {
	all := map[string]string{"import": r.of.Name, "run": r.id, "phase": string(phase), "why": why}
	for name, n := range c.ByName() {
		all[name] = strconv.FormatInt(n, 10)
	}
	return all
}
