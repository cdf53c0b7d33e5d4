package worker

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/limits"
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
		a := accountOf(s, name)
		key, err := s.Accounts[name].KeySource()
		if err != nil {
			return Options{}, fmt.Errorf("account %s: %w", name, err)
		}
		a.Key, a.KeyTrouble = key.Get, key.Trouble
		a.Vendor = track17.NewClient(track17.Options{
			BaseURL: s.Accounts[name].BaseURL, Key: key.Get, Timeout: s.Worker.CallTimeout, Transport: transport,
		})
		o.Accounts = append(o.Accounts, a)
	}
	return o, nil
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
func accountOf(s configs.Settings, name string) Account {
	a, limit := s.Accounts[name], limits.Of(s, name)
	account := Account{
		Name:              name,
		RequestsPerSecond: limit.RequestsPerSecond,
		BatchSize:         limit.BatchSize,
		DailyReset:        limit.DailyReset,
		QuotaPoll:         limit.QuotaPoll,
		QuotaReserve:      limit.QuotaReserve,
		QuotaWarn:         limit.QuotaWarn,
		OutcomesMax:       a.OutcomesMax,
		OutcomesKeep:      a.OutcomesKeep,
		FailuresKeep:      a.FailuresKeep,
		PersonalDataKeep:  a.PersonalDataKeep,
	}
	if a.KnownNumbers.Enabled {
		account.KnownMonths = a.KnownNumbers.Months
	}
	return account
}
