package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/trackreg/trackreg/bench/internal/rig"
	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// cancelImport measures how long trackreg import cancel takes while 50,000 numbers wait, at the
// vendor's pace: nearly none of them could be sent meanwhile.
func cancelImport(ctx context.Context, s *suite) ([]figure, error) {
	const waiting, most = 50_000, 30 * time.Second
	r, err := s.start(ctx, ceilingSandbox...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	path := filepath.Join(s.dir, "cancelled.csv")
	if _, err := (export{rows: 2 * waiting, old: func(int) bool { return false }}).write(path); err != nil {
		return nil, err
	}
	settings := r.Settings()
	settings.Imports = []rig.Import{exportOf(path)}
	if err := r.StartWorkers(ctx, 1, settings); err != nil {
		return nil, err
	}
	if _, err := r.Run(ctx, settings, "import", "run", "export"); err != nil {
		return nil, err
	}
	fed := func(i rig.Imported) bool { return i.Counts.Outstanding() >= waiting-1000 }
	if _, err := r.AwaitImport(ctx, "export", fed); err != nil {
		return nil, err
	}
	begin := time.Now()
	if _, err := r.Run(ctx, settings, "import", "cancel", "export"); err != nil {
		return nil, err
	}
	took := time.Since(begin)
	got, err := r.AwaitImport(ctx, "export", func(i rig.Imported) bool { return i.Phase.Ended() })
	if err != nil {
		return nil, err
	}
	if got.Phase != ledger.Cancelled || !got.Counts.AddUp() {
		return nil, fmt.Errorf("the run ended %s %s with %+v", got.Phase, got.Why, got.Counts)
	}
	return []figure{
		noted("taken back", count, float64(got.Counts.Cancelled)),
		atMost("trackreg import cancel", millis, inMillis(took), inMillis(most)),
	}, nil
}
