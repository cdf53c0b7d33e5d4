package doctor

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/limits"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/worker"
)

// keysAtOnce is how many accounts are tried at the same time.
const keysAtOnce = 8

// keys tries the key of every account, and reads 17TRACK's clock by the way.
func keys(ctx context.Context, o Options, rdb redis.UniversalClient) []Check {
	if o.Transport == nil {
		o.Transport = track17.NewTransport()
	}
	clock := &dates{next: o.Transport, now: o.Now}
	checks := make([]Check, len(o.Accounts))
	var group errgroup.Group
	group.SetLimit(keysAtOnce)
	for i, name := range o.Accounts {
		group.Go(func() error {
			k := keyholder{name: name, settings: o.Settings, account: o.Settings.Accounts[name], rdb: rdb, transport: clock}
			checks[i] = k.check(ctx)
			checks[i].Name, checks[i].Account = "key", name
			return nil
		})
	}
	_ = group.Wait() // no check fails
	return append(checks, clock.check()...)
}

// keyholder is an account whose key is tried.
type keyholder struct {
	name      string
	settings  configs.Settings
	account   configs.Account
	rdb       redis.UniversalClient
	transport *dates
}

func (k keyholder) check(ctx context.Context) Check {
	if k.account.Key == "" && k.account.KeyFile == "" {
		return Check{
			Level: Warning, Found: "the account has no key: numbers can be enqueued for it, but not registered from here",
			Mend: fmt.Sprintf("set accounts.%s.key_file or key (TRACK17_KEY is the key of main)", k.name),
		}
	}
	options, err := worker.FromSettings(k.settings, k.transport, k.name)
	if err != nil {
		return Check{Level: Fault, Found: err.Error(), Mend: "have the file readable by this user, with the key and nothing else in it"}
	}
	state, err := limits.Gate(k.rdb, k.settings, k.name).Read(ctx)
	if err != nil {
		return unanswered("", "read the gate", err)
	}
	if state.Account.Closed() {
		return k.closed(state.Account)
	}
	return k.try(ctx, options)
}

// closed is of an account that may make no call now, by which its key could be tried.
func (k keyholder) closed(l gate.Latch) Check {
	c := Check{
		Level: Warning, Found: fmt.Sprintf("not tried: the account is closed (%s: %s)", l.Reason, l.Why),
		Mend: "look again when it is open; see trackreg status",
	}
	switch l.Reason {
	case gate.Paused:
		c.Mend = "trackreg account resume " + k.name
	case gate.Held:
		c.Level, c.Mend = Fault, "mend what 17TRACK refuses it for, then trackreg account resume "+k.name
	}
	return c
}

func (k keyholder) try(ctx context.Context, o worker.Options) Check {
	within, cancel := context.WithTimeout(ctx, slotTimeout+o.CallTimeout)
	defer cancel()
	trial, err := worker.NewHand(k.rdb, o, o.Accounts[0]).TryKey(within)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		return Check{Level: Warning, Found: "not tried: the account got no slot for a call in time", Mend: "see trackreg status, and look again"}
	case err != nil:
		return unanswered("", "try the key", err)
	case trial.Refused != "":
		return Check{Level: Fault, Found: trial.Refused, Mend: fmt.Sprintf("mend that; the key is accounts.%s.key or key_file", k.name)}
	case trial.Unanswered != "":
		return Check{Level: Fault, Found: trial.Unanswered, Mend: fmt.Sprintf("check that this machine reaches %s, and look again", k.account.BaseURL)}
	}
	return k.quota(trial.Quota)
}

// quota is of an account whose key works.
func (k keyholder) quota(q track17.Quota) Check {
	left, known := q.Left()
	today, limited := q.LeftToday()
	switch {
	case known && left <= 0:
		return Check{Level: Fault, Found: "the key works, but no quota is left", Mend: "buy quota in 17TRACK's dashboard"}
	case limited && today <= 0:
		return Check{Level: Warning, Found: "the key works, but today's allowance is used up", Mend: "wait for the next day, or raise it in 17TRACK's dashboard"}
	case known && left <= max(k.account.QuotaWarn, k.account.QuotaReserve):
		return Check{
			Level: Warning, Found: fmt.Sprintf("the key works; %s of quota left", figures.Count(left)),
			Mend: "buy quota: that is no more than quota_warn or quota_reserve",
		}
	case !known:
		return Check{Level: OK, Found: "the key works"}
	}
	return Check{Level: OK, Found: fmt.Sprintf("the key works; %s of quota left", figures.Count(left))}
}
