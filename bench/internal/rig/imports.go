package rig

import (
	"context"
	"fmt"
	"time"

	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// Import is one of the imports. Zero fields are left to trackreg's defaults.
type Import struct {
	Name      string            `yaml:"name"`
	Source    map[string]string `yaml:"source"`
	NewerThan NewerThan         `yaml:"newer_than,omitempty"`
}

// NewerThan is the newer_than of an import.
type NewerThan struct {
	Column string `yaml:"column"`
	Age    string `yaml:"age"`
}

// Imported is how a run of an import went.
type Imported struct {
	ledger.State
	MostMemory int64 // that Redis used meanwhile, in bytes
}

// RunImport has the workers run an import of the account main, and blocks until the run has
// ended, well or not. It gives up when ctx ends or a worker does.
func (r *Rig) RunImport(ctx context.Context, s Settings, name string) (Imported, error) {
	if _, err := r.Run(ctx, s, "import", "run", name); err != nil {
		return Imported{}, err
	}
	return r.AwaitImport(ctx, name, func(i Imported) bool { return i.Phase.Ended() })
}

// AwaitImport blocks until the newest run of an import of the account main is as it should be. It
// gives up when ctx ends or a worker does.
func (r *Rig) AwaitImport(ctx context.Context, name string, is func(Imported) bool) (Imported, error) {
	var got Imported
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := r.look(ctx, name, &got); err != nil || is(got) {
			return got, err
		}
		select {
		case <-ctx.Done():
			return got, fmt.Errorf("import %s: %w", name, ctx.Err())
		case <-tick.C:
		}
	}
}

// look takes down how the newest run goes.
func (r *Rig) look(ctx context.Context, name string, into *Imported) error {
	if err := r.WorkersRun(); err != nil {
		return err
	}
	used, err := r.Redis.UsedMemory(ctx)
	if err != nil {
		return err
	}
	runs, err := importer.Status(ctx, r.Redis.Client, "main", name)
	if err != nil {
		return err
	}
	if len(runs) == 0 {
		return fmt.Errorf("import %s: no run is kept of it", name)
	}
	into.State, into.MostMemory = runs[0], max(into.MostMemory, used)
	return nil
}
