package service

import (
	"context"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/importer/ledger"
	"github.com/trackreg/trackreg/metrics"
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
	for at, run := range runs {
		if at == 0 {
			standing.Phase, standing.Share, standing.Rows = string(run.Phase), run.Share, run.Counts.ByName()
		}
		if run.Phase == ledger.Finished {
			standing.Success = run.Ended
			break
		}
	}
	return standing
}
