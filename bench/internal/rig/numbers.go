package rig

import (
	"fmt"
	"iter"

	"github.com/trackreg/trackreg/queue"
)

// Number returns the i-th of a series of tracking numbers. They look like those
// of a courier, so that the sandbox detects their carrier; those of different
// series, from 0 to 99, differ.
func Number(series, i int) string { return fmt.Sprintf("YT%02d%014d", series, i) }

// Entry returns the queue entry of a number and nothing else.
func Entry(number string) queue.Entry {
	entry, err := queue.ParseEntry([]byte(`{"number":"` + number + `"}`))
	if err != nil {
		panic(fmt.Sprintf("rig: number %q of our own making: %v", number, err))
	}
	return entry
}

// Entries yields the entries of the first n numbers of a series.
func Entries(series, n int) iter.Seq[queue.Entry] {
	return func(yield func(queue.Entry) bool) {
		for i := range n {
			if !yield(Entry(Number(series, i))) {
				return
			}
		}
	}
}
