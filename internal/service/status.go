package service

import (
	"maps"
	"slices"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/limits"
	"github.com/trackreg/trackreg/internal/view/page"
	"github.com/trackreg/trackreg/worker"
)

// statusPage is the page that shows the accounts of the settings and their imports.
func statusPage(b *backend.Backend, log zerolog.Logger) (*page.Page, error) {
	o, err := worker.FromSettings(withoutUnreadKeys(b.Settings), b.Transport)
	if err != nil {
		return nil, err
	}
	o.Log = log
	shown := page.Options{Redis: b.Redis, Monitor: true, Log: log}
	byName := map[string]worker.Account{}
	for _, a := range o.Accounts {
		byName[a.Name] = a
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		shown.Accounts = append(shown.Accounts, page.Account{
			Name: name, Gate: limits.Of(b.Settings, name), KnownMonths: byName[name].KnownMonths,
			Hand: handOf(name, byName[name].Key, worker.NewHand(b.Redis, o, byName[name])),
		})
	}
	if all := importsOf(b, log); len(all.o.Imports) > 0 {
		shown.Imports = all
	}
	return page.New(shown), nil
}
