package accounts

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"strings"
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/standing"
)

// Reader reads how accounts stand.
type Reader func(ctx context.Context) ([]standing.Account, error)

// Writer writes how accounts stand.
type Writer func(w io.Writer, accounts []standing.Account) error

// WriteJSON writes the accounts as one JSON array in one line.
func WriteJSON(w io.Writer, accounts []standing.Account) error {
	return json.NewEncoder(w).Encode(accounts)
}

// WriteShowing writes the accounts as one JSON object in one line, for those who read one line
// after the other.
func WriteShowing(w io.Writer, accounts []standing.Account) error {
	return json.NewEncoder(w).Encode(struct {
		Accounts []standing.Account `json:"accounts"`
	}{accounts})
}

// WriteShowingTable writes the accounts for people who read one showing under the other: the time, a
// table with how fast the accounts lately were, and what is not as it should be.
func WriteShowingTable(w io.Writer, accounts []standing.Account) error {
	all := view{width: math.MaxInt}
	lines := all.table(accounts)
	if len(accounts) > 0 {
		lines = append([]string{"at " + figures.Clock(accounts[0].At)}, lines...)
	}
	lines = append(lines, all.notes(accounts, first)...)
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n\n")
	return err
}

// Once shows how accounts stand, and how fast they lately were where workers took readings.
func Once(ctx context.Context, w io.Writer, read Reader, write Writer) error {
	accounts, err := read(ctx)
	if err != nil {
		return err
	}
	measure(&standing.Meters{}, accounts)
	return write(w, accounts)
}

// Watching is how Watch goes about it.
type Watching struct {
	Every time.Duration
	// Failed is given each error of reading, and whether it is the first since the last
	// success. Where it is true, Watch goes on.
	Failed func(err error, first bool) bool
}

// Watch shows how accounts stand, and how fast they lately were, at once and then every so often,
// one showing under the other, until ctx ends, writing fails, or reading fails and Failed does not
// go on.
func Watch(ctx context.Context, w io.Writer, o Watching, read Reader, write Writer) error {
	tick := time.NewTicker(o.Every)
	defer tick.Stop()
	var meters standing.Meters
	failing := false
	for {
		accounts, err := read(ctx)
		switch {
		case err == nil:
			measure(&meters, accounts)
			err = write(w, accounts)
			failing = false
		case ctx.Err() != nil:
			return ctx.Err()
		case o.Failed(err, !failing):
			err, failing = nil, true
		}
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// measure adds to the accounts how fast they lately were.
func measure(meters *standing.Meters, accounts []standing.Account) {
	for i := range accounts {
		accounts[i].Speed = meters.Note(accounts[i])
	}
}
