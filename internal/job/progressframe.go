package job

import (
	"fmt"

	"github.com/trackreg/trackreg/internal/display"
	"github.com/trackreg/trackreg/internal/figures"
)

// Frame returns the progress as a display shows it.
func (p Progress) Frame() display.Frame {
	return display.Frame{Head: progressOf(p), Details: details(p), Done: p.Ended, Whole: p.Expected}
}

// progressOf says how many rows of how many have ended.
func progressOf(p Progress) string {
	whole := "?"
	if p.Expected > 0 {
		whole = figures.Count(p.Expected)
		if p.Expected > p.Rows {
			whole = "about " + whole
		}
	}
	return figures.Count(p.Ended) + " of " + whole
}

// details are the figures that follow the count.
func details(p Progress) []string {
	parts := []string{
		fmt.Sprintf("%s/s of %s", figures.Rate(p.Rate), figures.Rate(p.Ceiling)),
		fmt.Sprintf("%s calls", figures.Count(p.Calls)),
		"fill " + figures.Share(p.Fill, 1),
	}
	if p.Failed > 0 {
		parts = append(parts, figures.Count(p.Failed)+" failed")
	}
	if left := p.Left(); left > 0 {
		parts = append(parts, "eta "+figures.Span(left))
	}
	if p.Gate != "" {
		parts = append(parts, p.Gate)
	}
	return parts
}
