package main

import (
	"context"
	"fmt"

	"github.com/trackreg/trackreg/bench/internal/rig"
)

// accounts is how many share one worker process.
const accounts = 40

// fortyAccounts measures whether accounts that share a process, a Redis and a
// machine each still reach their own ceiling.
func fortyAccounts(ctx context.Context, s *suite) ([]figure, error) {
	r, err := s.start(ctx, ceilingSandbox...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	each := s.size(4000, 1200)
	settings := r.Settings()
	settings.Accounts = map[string]rig.Account{}
	for i := range accounts {
		name := fmt.Sprintf("a%02d", i)
		settings.Accounts[name] = rig.Account{Key: "${TRACK17_KEY}-" + name, BaseURL: r.Sandbox.BaseURL()}
		if err := r.Enqueue(ctx, name, i, each); err != nil {
			return nil, err
		}
	}
	if err := r.StartWorkers(ctx, 1, settings); err != nil {
		return nil, err
	}
	if err := r.AwaitAccepted(ctx, accounts*each, patience(each, vendorCeiling)); err != nil {
		return nil, err
	}
	return readAccounts(ctx, r, settings)
}

// readAccounts reads the ledger of every account.
func readAccounts(ctx context.Context, r *rig.Rig, settings rig.Settings) ([]figure, error) {
	least, sum, refused := 1.0, 0.0, 0.0
	for name := range settings.Accounts {
		calls, err := r.Sandbox.Calls(ctx, rig.Key+"-"+name)
		if err != nil {
			return nil, err
		}
		share := rig.SteadyRate(calls) / vendorCeiling
		least = min(least, share)
		sum += share
		refused += rig.RefusedShare(calls, 0) * float64(len(calls))
	}
	return []figure{
		atLeast("least share of ceiling", percent, least, 0.99),
		noted("mean share of ceiling", percent, sum/accounts),
		noted("429", count, refused),
	}, nil
}
