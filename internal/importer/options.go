package importer

import (
	"time"

	"os"
	"strconv"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/importer/source"
)

// Options are what an importer works with.
type Options struct {
	Redis   redis.UniversalClient // shared by all, closed by its owner after Run
	Imports []configs.Import
	// HighWater is how many bulk numbers of an account may be pending or active before an import
	// waits; of those that wait for their time it is ten times as many.
	HighWater int64
	// KnownMonths is how long the registered numbers of an account stay known; 0 or missing: the
	// account keeps no record of them.
	KnownMonths map[string]int
	// RowsKept is for how long the failed rows of an account's runs are kept after their end; 0 or
	// missing: as long as the run.
	RowsKept map[string]time.Duration
	// Carriers knows carriers by name; nil is the table that is built in.
	Carriers *carriers.Table
	// Me is a name that no other process has; "" makes one of the host's and the process's.
	Me string
	// OnRedis is told how each use of Redis went, nil for well; nil: nobody.
	OnRedis func(error)
	Log     zerolog.Logger

	// Source opens what an import reads; nil: [source.New].
	Source func(configs.Import, source.Options) (source.Source, error)
}

// FromSettings returns the options that the settings ask for, with the imports of the accounts
// that the settings have. Redis, Carriers, Me, OnRedis and Log are left to the caller.
func FromSettings(s configs.Settings) Options {
	o := Options{HighWater: s.Worker.HighWater, KnownMonths: map[string]int{}, RowsKept: map[string]time.Duration{}}
	for name, account := range s.Accounts {
		if account.KnownNumbers.Enabled {
			o.KnownMonths[name] = account.KnownNumbers.Months
		}
		o.RowsKept[name] = account.PersonalDataKeep
	}
	for _, one := range s.Imports {
		if _, ours := s.Accounts[one.Account]; ours {
			o.Imports = append(o.Imports, one)
		}
	}
	return o
}

func (o Options) withDefaults() Options {
	if o.Me == "" {
		host, _ := os.Hostname()
		o.Me = host + "-" + strconv.Itoa(os.Getpid())
	}
	if o.Source == nil {
		o.Source = source.New
	}
	if o.OnRedis == nil {
		o.OnRedis = func(error) {}
	}
	o.HighWater = max(o.HighWater, 1)
	return o
}
