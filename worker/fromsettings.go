package worker

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/track17"
)

// FromSettings returns the options that the settings ask for, to work for the
// accounts named, or for all where none is named. Redis, Inlet, Log and the observers
// are left to the caller. All calls go through transport; nil: one of
// [track17.NewTransport]'s. The error says that a key file cannot be read.
func FromSettings(s configs.Settings, transport http.RoundTripper, names ...string) (Options, error) {
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(s.Accounts))
	}
	if transport == nil {
		transport = track17.NewTransport()
	}
	o := numbersOf(s)
	o.Operations = []*track17.Operation{track17.Register()}
	for _, name := range names {
		a := accountOf(name, s.Accounts[name])
		key, err := s.Accounts[name].KeySource()
		if err != nil {
			return Options{}, fmt.Errorf("account %s: %w", name, err)
		}
		a.Key = key.Get
		a.Vendor = track17.NewClient(track17.Options{
			BaseURL: s.Accounts[name].BaseURL, Key: key.Get, Timeout: s.Worker.CallTimeout, Transport: transport,
		})
		o.Accounts = append(o.Accounts, a)
	}
	return o, nil
}

// GateOptions returns how the settings have an account's gate work, for those
// who read a gate, or move it by hand, without a worker.
func GateOptions(s configs.Settings, account string) gate.Options {
	w := Worker{o: numbersOf(s)}
	return w.gateOptions(accountOf(account, s.Accounts[account]))
}

// numbersOf are the settings that all accounts share.
func numbersOf(s configs.Settings) Options {
	return Options{
		RequestsInFlight: s.Worker.RequestsInFlight,
		CallTimeout:      s.Worker.CallTimeout,
		MaxAttempts:      s.Worker.MaxAttempts,
		RetryMin:         s.Worker.RetryBackoff.Min,
		RetryMax:         s.Worker.RetryBackoff.Max,
		ShutdownTimeout:  s.Worker.ShutdownTimeout,
	}
}

// accountOf are an account's settings but its key and client.
func accountOf(name string, a configs.Account) Account {
	account := Account{
		Name:              name,
		RequestsPerSecond: a.RequestsPerSecond,
		BatchSize:         a.BatchSize,
		QuotaPoll:         a.QuotaPoll,
		QuotaReserve:      a.QuotaReserve,
		QuotaWarn:         a.QuotaWarn,
		OutcomesMax:       a.OutcomesMax,
		FailuresKeep:      a.FailuresKeep,
	}
	if a.KnownNumbers.Enabled {
		account.KnownMonths = a.KnownNumbers.Months
	}
	if !a.DailyReset.Auto() {
		account.DailyReset = func() time.Time { return a.DailyReset.Next(time.Now()) }
	}
	return account
}
