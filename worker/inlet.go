package worker

import (
	"context"
	"fmt"

	"github.com/trackreg/trackreg/queue/inlet"
)

// runInlet reads the inlets of all accounts until ctx ends, if this process is
// to. It has a watch on Redis of its own, for it belongs to no one account.
func (w *Worker) runInlet(ctx context.Context) error {
	if !w.o.Inlet {
		return nil
	}
	names := make([]string, len(w.o.Accounts))
	for i, a := range w.o.Accounts {
		names[i] = a.Name
	}
	watch := &redisWatch{log: w.o.Log}
	reader, err := inlet.New(inlet.Options{
		Redis: w.o.Redis, Accounts: names, Consumer: w.me, Log: w.o.Log, Saw: watch.saw,
	})
	if err != nil {
		return fmt.Errorf("worker: %w", err)
	}
	return reader.Run(ctx)
}
