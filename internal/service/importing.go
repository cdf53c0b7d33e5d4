package service

import (
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/worker"
)

// importing runs the imports of the settings, if this process is to. With a sandbox the files that
// they read stay where they are: nothing of them was registered.
func importing(b *backend.Backend, w *worker.Worker, table *carriers.Table, log zerolog.Logger) ([]part, error) {
	o := importer.FromSettings(b.Settings)
	if len(o.Imports) == 0 || !b.Settings.Worker.Imports {
		return nil, nil
	}
	if b.Sandbox {
		o.Source = source.NewLeaving
	}
	o.Redis, o.Carriers, o.Me, o.OnRedis, o.Log = b.Redis, table, w.Name(), w.SawRedis, log
	i, err := importer.New(o)
	if err != nil {
		return nil, err
	}
	return []part{i}, nil
}
