package board

import (
	"time"

	"github.com/trackreg/trackreg/internal/standing"
)

// compose puts together what is known now.
func (b *Board) compose(now time.Time) *Snapshot {
	b.latest.mu.Lock()
	s := &Snapshot{At: now, Read: b.latest.read, Trouble: b.latest.trouble(now), Accounts: make([]Account, len(b.o.Accounts))}
	for i, a := range b.o.Accounts {
		s.Accounts[i].Account = standing.Account{Name: a.Name}
		if b.latest.accounts != nil {
			s.Accounts[i].Account, s.Accounts[i].Speed = b.latest.accounts[i], b.latest.speeds[i]
		}
	}
	b.latest.mu.Unlock()
	for i := range s.Accounts {
		a := &s.Accounts[i]
		a.Failures = b.causes.of(a.Account)
	}
	b.extras.fill(s)
	return s
}

// wake tells a loop that there is something to do, unless it knows already.
func wake(loop chan struct{}) {
	select {
	case loop <- struct{}{}:
	default:
	}
}
