package main

import (
	"fmt"
	"time"
)

// figure is one measured value, beside its goal if it has one.
type figure struct {
	name    string
	value   string
	goal    string // "": none
	reached bool
}

// result is what a scenario found.
type result struct {
	scenario string
	figures  []figure
	err      error
}

// unit writes a value for people.
type unit func(value float64) string

func percent(v float64) string   { return fmt.Sprintf("%.2f %%", 100*v) }
func perSecond(v float64) string { return fmt.Sprintf("%.1f/s", v) }
func count(v float64) string     { return fmt.Sprintf("%.0f", v) }
func times(v float64) string     { return fmt.Sprintf("%.1f times", v) }
func mebibytes(v float64) string { return fmt.Sprintf("%.1f MiB", v/(1<<20)) }
func millis(v float64) string    { return fmt.Sprintf("%.0f ms", v) }
func micros(v float64) string    { return fmt.Sprintf("%.0f us", 1e6*v) }

// inMillis is a time as millis takes it.
func inMillis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// atLeast is a figure that should not be below its goal.
func atLeast(name string, u unit, value, goal float64) figure {
	return figure{name, u(value), ">= " + u(goal), value >= goal}
}

// atMost is a figure that should not be above its goal.
func atMost(name string, u unit, value, goal float64) figure {
	return figure{name, u(value), "<= " + u(goal), value <= goal}
}

// noted is a figure without a goal.
func noted(name string, u unit, value float64) figure { return figure{name: name, value: u(value)} }
