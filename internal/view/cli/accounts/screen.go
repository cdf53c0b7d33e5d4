package accounts

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/standing"
)

// What a terminal is told. The other screen leaves what was on the first as it is.
const (
	enterScreen = "\x1b[?1049h\x1b[?25l" // the other screen, without a cursor
	leaveScreen = "\x1b[?25h\x1b[?1049l"
	home        = "\x1b[H"
	eraseLine   = "\x1b[K"
	eraseBelow  = "\x1b[J"
)

// drawEvery is how often a screen is drawn anew, for countdowns and a new size, whatever is read.
const drawEvery = time.Second

// Screen shows how accounts stand on a terminal, drawn anew in its place.
type Screen struct {
	// Out is the terminal.
	Out io.Writer
	// Every is the time between two readings.
	Every time.Duration
	// Size returns the terminal's width and height in characters, asked before each drawing.
	Size func() (width, height int)
	// Colour says whether colours are used.
	Colour bool
	// Passing is given an error of reading, and returns what to say of it; false ends the watch.
	Passing func(error) (string, bool)
}

// reading is what one reading brought.
type reading struct {
	accounts []standing.Account
	err      error
}

// Watch reads and draws until ctx ends, writing fails, or reading fails with what is not passing.
// The terminal is then as it was, with the last picture under what stood there.
func (s Screen) Watch(ctx context.Context, read Reader) error {
	if _, err := io.WriteString(s.Out, enterScreen); err != nil {
		return err
	}
	readings := make(chan reading)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.readAll(ctx, read, readings) })
	var last picture
	group.Go(func() error { return s.drawAll(ctx, readings, &last) })
	err := group.Wait()
	_, failure := io.WriteString(s.Out, leaveScreen+s.parting(last))
	if err == nil {
		err = failure
	}
	return err
}

// readAll hands on one reading after the other.
func (s Screen) readAll(ctx context.Context, read Reader, readings chan<- reading) error {
	tick := time.NewTicker(s.Every)
	defer tick.Stop()
	for {
		accounts, err := read(ctx)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case readings <- reading{accounts, err}:
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// drawAll draws what is read, and leaves it in last.
func (s Screen) drawAll(ctx context.Context, readings <-chan reading, last *picture) error {
	tick := time.NewTicker(drawEvery)
	defer tick.Stop()
	var meters standing.Meters
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		case r := <-readings:
			if err := s.take(r, &meters, last); err != nil {
				return err
			}
		}
		if err := s.draw(*last); err != nil {
			return err
		}
	}
}

// take takes a reading into the picture: of one that failed, what to say of it.
func (s Screen) take(r reading, meters *standing.Meters, p *picture) error {
	if r.err == nil {
		measure(meters, r.accounts)
		*p = picture{accounts: r.accounts, read: time.Now()}
		return nil
	}
	trouble, passing := s.Passing(r.err)
	if !passing {
		return r.err
	}
	p.trouble = trouble
	return nil
}

// draw writes the picture over the one before.
func (s Screen) draw(p picture) error {
	width, height := s.Size()
	v := view{width: max(width, 20), height: max(height, 4), every: s.Every, colour: s.Colour}
	var b strings.Builder
	b.WriteString(home)
	for i, line := range v.lines(p, time.Now()) {
		if i > 0 {
			b.WriteString("\r\n") // none after the last, which could scroll
		}
		b.WriteString(line + eraseLine)
	}
	b.WriteString(eraseBelow)
	_, err := io.WriteString(s.Out, b.String())
	return err
}

// parting is the last picture as text, which stays.
func (s Screen) parting(p picture) string {
	if p.accounts == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "at %s\n", figures.Clock(p.read))
	_ = WriteTable(&b, p.accounts) // a Builder takes all
	return b.String()
}
