package service

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/standing"
)

// cancelWithin bounds the wait for a cancelled run to end.
const cancelWithin = time.Minute

// imports are those of the settings, as metrics and the status page show and move them.
type imports struct{ o importer.Options }

func importsOf(b *backend.Backend, log zerolog.Logger) imports {
	i := imports{o: importer.FromSettings(b.Settings)}
	i.o.Redis, i.o.Log = b.Redis, log
	return i
}

// Imports reads how they stand.
func (i imports) Imports(ctx context.Context) ([]standing.Import, error) {
	return standing.ReadImports(ctx, i.o.Redis, i.o.Imports, time.Now())
}

// Runs reads all runs of an import.
func (i imports) Runs(ctx context.Context, name string) ([]standing.Run, error) {
	of, err := i.named(name)
	if err != nil {
		return nil, err
	}
	return standing.ReadRuns(ctx, i.o.Redis, of)
}

// Report reads one of them.
func (i imports) Report(ctx context.Context, name, run string) (standing.Run, error) {
	of, err := i.named(name)
	if err != nil {
		return standing.Run{}, err
	}
	return standing.FindRun(ctx, i.o.Redis, of, run)
}

// Run queues a run by hand, as the command line does.
func (i imports) Run(ctx context.Context, name string) (string, error) {
	of, err := i.named(name)
	if err != nil {
		return "", err
	}
	return importer.StartNow(ctx, i.o.Redis, of, false)
}

// Cancel ends the runs that have not ended, and waits for that for a minute at most. It returns how
// many there were.
func (i imports) Cancel(ctx context.Context, name string) (int, error) {
	of, err := i.named(name)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, cancelWithin)
	defer cancel()
	states, err := importer.Cancel(ctx, i.o, of)
	return len(states), err
}

func (i imports) named(name string) (configs.Import, error) {
	at := slices.IndexFunc(i.o.Imports, func(one configs.Import) bool { return one.Name == name })
	if at < 0 {
		return configs.Import{}, fmt.Errorf("there is no import %s", name)
	}
	return i.o.Imports[at], nil
}
