package worker

import (
	"context"
	"fmt"

	"github.com/trackreg/trackreg/internal/inlet"
)

// runInlet reads the inlets of all accounts until ctx ends, if this process is
// to. That Redis is in trouble, the accounts say.
func (w *Worker) runInlet(ctx context.Context) error {
	if !w.o.Inlet {
		return nil
	}
	names := make([]string, len(w.o.Accounts))
	for i, a := range w.o.Accounts {
		names[i] = a.Name
	}
	reader, err := inlet.New(inlet.Options{
		Redis: w.o.Redis, Accounts: names, Consumer: w.me, Log: w.o.Log,
	})
	if err != nil {
		return fmt.Errorf("worker: %w", err)
	}
	return reader.Run(ctx)
}
