package board

import (
	"time"

	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
)

// Snapshot is how all accounts stood at one moment. It is not changed once made.
type Snapshot struct {
	At       time.Time // when it was put together
	Read     time.Time // when its figures were read; zero: none have been yet
	Trouble  string    // why they are not fresh, and what to do; "": they are
	Accounts []Account // in the order of the options; without figures until Read
	Imports  []Import
}

// Account is how one account stands.
type Account struct {
	standing.Account
	Speed    standing.Speed // zero until there are two readings
	Failures Failures
	Events   []queue.Event // the newest first
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

// Import is a bulk import and its latest run.
type Import struct {
	Name     string
	Account  string
	Schedule string    // "": by hand only
	Next     time.Time // when it is due next; zero: not by itself
	Run      *Run      // nil: it never ran
}

// Run is one run of an import.
type Run struct {
	ID     string
	Phase  string  // waiting, feeding, settling, finished, failed, stopped, cancelled, superseded
	Active bool    // it has not ended
	Why    string  // why it stopped or failed
	Share  float64 // of the source that was read, 0 to 1; -1: not known
	// Left is how long the run still takes, where LeftKnown.
	Left      time.Duration
	LeftKnown bool
	Counts    []Count // what became of its rows so far
	Started   time.Time
	Ended     time.Time // zero: not yet
	Problems  []string  // each with its place and what to do
}

// Count is how many rows had one fate.
type Count struct {
	Name string
	N    int64
}
