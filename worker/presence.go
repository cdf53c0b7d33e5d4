package worker

import (
	"os"
	"time"

	"github.com/trackreg/trackreg/internal/presence"
)

// beacon says that this process serves its accounts, from its start until it takes no more numbers.
func (w *Worker) beacon(served []presence.Account) *presence.Beacon {
	return &presence.Beacon{
		Redis: w.o.Redis, Accounts: served, OnRedis: w.redis.saw,
		Process: presence.Process{
			Name: w.me, Host: w.host, PID: os.Getpid(), Version: w.o.Version, Since: time.Now(), Passing: !w.o.Inlet,
		},
	}
}

// load is what the account's handlers hold now.
func (p *pipeline) load() presence.Load {
	return presence.Load{InHand: p.held.count(), InCall: p.flights.live.Load() + p.flights.bulk.Load(), KeyTrouble: p.keyFile.says()}
}
