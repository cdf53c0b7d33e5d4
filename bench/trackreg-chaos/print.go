package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"
)

// mostNamed is how many cases of a kind are named.
const mostNamed = 5

// print writes the ledger.
func (n *night) print(out io.Writer, r result) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	printIn(table, r)
	n.printFaults(table, r)
	printOut(table, r)
	printChecks(table, r)
	_ = table.Flush()
	switch {
	case n.settled == 0:
		fmt.Fprintf(out, "\nnot everything had come out %s after the last fault\n", n.plan.settle)
	case r.balanced():
		fmt.Fprintf(out, "\nbalanced %s after the last fault\n", n.settled.Round(time.Second))
	}
}

func row(table io.Writer, value any, name string) { fmt.Fprintf(table, "%v\t  %s\n", value, name) }

func printIn(table io.Writer, r result) {
	fmt.Fprintln(table, "\nwhat went in")
	row(table, r.ours, "tasks by trackreg's producer")
	row(table, r.foreign, "tasks by a plain asynq client, MaxRetry(0)")
	row(table, r.faulty, "of them to be rejected")
	row(table, r.repeats, "of them with a number that another has, too")
}

func (n *night) printFaults(table io.Writer, r result) {
	fmt.Fprintln(table, "\nwhat went wrong")
	row(table, n.crew.killed.Load(), "workers killed")
	row(table, n.crew.ended.Load(), "workers that ended by themselves")
	row(table, n.redis.killed, "times Redis was killed")
	row(table, r.vendor.Calls, "calls in all")
	row(table, r.vendor.Throttled, "calls over the rate")
	for _, f := range n.faults {
		row(table, f.Struck, "calls: "+f.Name)
	}
}

func printOut(table io.Writer, r result) {
	fmt.Fprintln(table, "\nwhat came out")
	for _, outcome := range slices.Sorted(maps.Keys(r.outcomes)) {
		row(table, r.outcomes[outcome], "tasks "+outcome)
	}
	row(table, r.alike, "of them told more than once, alike")
	row(table, r.again, "of them registered, then already_registered after a crash")
	row(table, r.registrations, "registrations at the vendor")
	row(table, r.left.archived, "tasks in asynq's archive")
}

func printChecks(table io.Writer, r result) {
	fmt.Fprintln(table, "\nwhat must be 0")
	for _, c := range r.checks() {
		row(table, len(c.cases), c.name)
		for _, each := range c.cases[:min(mostNamed, len(c.cases))] {
			row(table, "", "  "+each)
		}
	}
	row(table, r.leftOver(), "tasks left in asynq but for the rejected")
}
