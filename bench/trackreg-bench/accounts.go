package main

import (
	"context"
	"fmt"
	"time"

	"github.com/trackreg/trackreg/bench/internal/rig"
)

// accounts returns the run of a scenario in which n accounts share a worker process, a Redis and
// a machine: whether each still reaches its own ceiling, and what a number costs.
func accounts(n int) func(context.Context, *suite) ([]figure, error) {
	return func(ctx context.Context, s *suite) ([]figure, error) {
		r, err := s.start(ctx, ceilingSandbox...)
		if err != nil {
			return nil, err
		}
		defer r.Close()
		each := s.size(4000, 1200)
		settings := manyAccounts(r, n)
		for i := range n {
			if err := r.Enqueue(ctx, accountName(i), i, each); err != nil {
				return nil, err
			}
		}
		before, err := r.Redis.CPU()
		if err != nil {
			return nil, err
		}
		worker, err := r.StartWorker(ctx, settings)
		if err != nil {
			return nil, err
		}
		if err := r.AwaitAccepted(ctx, n*each, patience(each, vendorCeiling)); err != nil {
			return nil, err
		}
		used, err := usageOf(r, worker)
		if err != nil {
			return nil, err
		}
		shares, err := readAccounts(ctx, r, settings)
		return append(shares, used.costs(before, n*each)...), err
	}
}

func accountName(i int) string { return fmt.Sprintf("a%02d", i) }

// manyAccounts returns settings with n accounts, each with a key of its own.
func manyAccounts(r *rig.Rig, n int) rig.Settings {
	settings := r.Settings()
	settings.Accounts = map[string]rig.Account{}
	for i := range n {
		name := accountName(i)
		settings.Accounts[name] = rig.Account{Key: "${TRACK17_KEY}-" + name, BaseURL: r.Sandbox.BaseURL()}
	}
	return settings
}

// costs returns what processor time each of the numbers took. Redis had used some before.
func (u usage) costs(before time.Duration, numbers int) []figure {
	return []figure{
		noted("Redis's CPU a number", micros, (u.redis-before).Seconds()/float64(numbers)),
		noted("worker's CPU a number", micros, u.worker.Seconds()/float64(numbers)),
	}
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
		noted("mean share of ceiling", percent, sum/float64(len(settings.Accounts))),
		noted("429", count, refused),
	}, nil
}
