package service

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/view/metrics"
)

// importStandings tell the metrics of the configured imports what their ledgers say.
type importStandings struct {
	rdb     redis.UniversalClient
	imports []configs.Import
}

// Standings implements metrics.Imports.
func (s importStandings) Standings(ctx context.Context) ([]metrics.Import, error) {
	var all []metrics.Import
	for _, i := range s.imports {
		runs, err := ledger.New(s.rdb, i.Account, i.Name).Runs(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, standingOf(i, runs))
	}
	return all, nil
}

// standingOf reads how an import stands from its runs, the newest first.
func standingOf(i configs.Import, runs []ledger.State) metrics.Import {
	standing := metrics.Import{Name: i.Name, Account: i.Account, Share: -1}
	if len(runs) == 0 {
		return standing
	}
	run := telling(runs)
	standing.Phase, standing.Share, standing.Rows = string(run.Phase), run.Share, run.Counts.ByName()
	finished := func(r ledger.State) bool { return r.Phase == ledger.Finished }
	if i := slices.IndexFunc(runs, finished); i >= 0 {
		standing.Success = runs[i].Ended
	}
	return standing
}

// telling is the run that tells most of its import: the one under way, else the
// newest. There is at least one.
func telling(runs []ledger.State) ledger.State {
	underWay := func(r ledger.State) bool { return r.Phase.UnderWay() }
	if i := slices.IndexFunc(runs, underWay); i >= 0 {
		return runs[i]
	}
	return runs[0]
}
