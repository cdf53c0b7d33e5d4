package board

import (
	"time"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/history"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
)

// Snapshot is how all accounts stood at one moment. It is not changed once made.
type Snapshot struct {
	At       time.Time // when it was put together
	Read     time.Time // when its figures were read; zero: none have been yet
	Trouble  string    // why they are not fresh, and what to do; "": they are
	Accounts []Account // in the order of the options; without figures until Read
	Imports  []standing.Import
}

// Account is how one account stands.
type Account struct {
	standing.Account
	Speed    standing.Speed // zero until it has been read for a second
	Failures Failures
	Events   []queue.Event   // the newest first
	Deeds    []audit.Deed    // what was done by hand, the newest first
	Spells   []history.Spell // when it was closed, the newest first
}

// Account returns the named account, nil where there is none.
func (s *Snapshot) Account(name string) *Account {
	for i := range s.Accounts {
		if s.Accounts[i].Name == name {
			return &s.Accounts[i]
		}
	}
	return nil
}
