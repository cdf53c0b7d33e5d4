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

// Watch shows how accounts stand at once and then every so often, until ctx
// ends or an error comes; it clears the screen before, where there is one.
func Watch(ctx context.Context, w io.Writer, every time.Duration, screen bool, read Reader, write Writer) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		standings, err := read(ctx)
		if err != nil {
			return err
		}
		if screen {
			if _, err := io.WriteString(w, clearScreen); err != nil {
				return err
			}
		}
		if err := write(w, standings); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
