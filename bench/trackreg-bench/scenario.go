package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
)

// scenario is one load and what is measured under it.
type scenario struct {
	name  string
	about string
	run   func(ctx context.Context, s *suite) ([]figure, error)
}

// scenarios returns all of them, in the order they are run. The aggregator comes
// after ceiling-1, which it is compared with.
func scenarios() []scenario {
	return []scenario{
		{"ceiling-1", "4,000 numbers waiting, one worker process", ceiling(1)},
		{"ceiling-2", "the same, two processes of one account", ceiling(2)},
		{"ceiling-4", "the same, four processes", ceiling(4)},
		{"ceiling-jitter-1", "10,000 numbers, calls up to 50 ms on the way, one process", jitter(1)},
		{"ceiling-jitter-2", "the same, two processes", jitter(2)},
		{"ceiling-jitter-4", "the same, four processes", jitter(4)},
		{"latency", "one number at a time into an idle worker", latency},
		{"live-behind-bulk", "ten live numbers one by one behind a bulk backlog, four processes", liveBehindBulk},
		{"enqueue", "one process puts numbers into a local Redis", enqueue},
		{"enqueue-file", "trackreg enqueue FILE, its start included", enqueueFile},
		{"unthrottled", "one account, a sandbox without limit and service time", unthrottled},
		{"accounts-20", "20 accounts in one worker process", accounts(20)},
		{"accounts-40", "40 accounts in one worker process", accounts(40)},
		{"idle-40", "40 accounts with nothing to do in one worker process", idle},
		{"memory", "one worker with 100,000 numbers waiting", memory},
		{"import", "a million rows of a file through an import, a sandbox without limit", importMillion},
		{"import-cancel", "an import is cancelled while 50,000 of its numbers wait", cancelImport},
		{"import-memory", "ten million rows, one in twenty newer than newer_than", importTenMillion},
		{"aggregator", "ceiling-1's load through asynq's GroupAggregator", aggregator},
	}
}

func printList(out io.Writer, list []scenario) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, s := range list {
		fmt.Fprintf(table, "%s\t%s\n", s.name, s.about)
	}
	_ = table.Flush()
}
