// Package display shows how something long goes to whoever waits for it: a bar on a terminal,
// lines in a log.
package display

import "time"

// Frame is what is shown at one moment.
type Frame struct {
	Head    string   // how much of how much, "1,240 of 3,000"
	Details []string // the figures behind it
	Done    int64    // what the bar shows of Whole
	Whole   int64    // 0: not known
}

// Display shows frames. It is safe for concurrent use.
type Display interface {
	// Every is how often Show wants to be called.
	Every() time.Duration
	Show(f Frame)
	// Note tells something that happened, in one line.
	Note(line string)
	// Close ends the showing; nothing is called after it.
	Close()
}
