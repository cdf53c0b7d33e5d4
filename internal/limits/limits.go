// Package limits is what the settings say of when an account may call.
package limits

import (
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/keyspace"
)

// Of returns how the settings have an account's gate work.
func Of(s configs.Settings, account string) gate.Options {
	a := s.Accounts[account]
	o := gate.Options{
		RequestsPerSecond: a.RequestsPerSecond,
		BatchSize:         a.BatchSize,
		CallTimeout:       s.Worker.CallTimeout,
		QuotaReserve:      a.QuotaReserve,
		QuotaWarn:         a.QuotaWarn,
		QuotaPoll:         a.QuotaPoll,
	}
	if !a.DailyReset.Auto() {
		o.DailyReset = func() time.Time { return a.DailyReset.Next(time.Now()) }
	}
	return o
}

// Gate returns an account's gate, for those who read it, or move it by hand, without a worker. It
// does not touch Redis.
func Gate(rdb redis.Scripter, s configs.Settings, account string) *gate.Gate {
	return gate.New(rdb, keyspace.Account(account).Gate(), Of(s, account))
}
