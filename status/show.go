package status

import (
	"context"
	"encoding/json"
	"io"
	"time"
)

// clearScreen moves to the upper left corner of a terminal and clears it.
const clearScreen = "\x1b[H\x1b[2J"

// Reader reads how accounts stand.
type Reader func(ctx context.Context) ([]Standing, error)

// Writer writes how accounts stand.
type Writer func(w io.Writer, standings []Standing) error

// WriteJSON writes the standings as one JSON array in one line.
func WriteJSON(w io.Writer, standings []Standing) error {
	return json.NewEncoder(w).Encode(standings)
}

// Once shows how accounts stand.
func Once(ctx context.Context, w io.Writer, read Reader, write Writer) error {
	standings, err := read(ctx)
	if err != nil {
		return err
	}
	return write(w, standings)
}

// Watching is how Watch goes about it.
type Watching struct {
	Every  time.Duration
	Screen bool // clear the screen before each showing
	// Failed is given each error of reading, and whether it is the first since the last
	// success. Where it is true, Watch goes on.
	Failed func(err error, first bool) bool
}

// Watch shows how accounts stand at once and then every so often, until ctx
// ends, writing fails, or reading fails and Failed does not go on.
func Watch(ctx context.Context, w io.Writer, o Watching, read Reader, write Writer) error {
	tick := time.NewTicker(o.Every)
	defer tick.Stop()
	failing := false
	for {
		standings, err := read(ctx)
		switch {
		case err == nil:
			err = o.show(w, standings, write)
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

func (o Watching) show(w io.Writer, standings []Standing, write Writer) error {
	if o.Screen {
		if _, err := io.WriteString(w, clearScreen); err != nil {
			return err
		}
	}
	return write(w, standings)
}
