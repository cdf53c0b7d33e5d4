package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/printable"
	"github.com/trackreg/trackreg/queue"
)

func (p *program) enqueueCommand() *cobra.Command {
	var input inputFlags
	var in time.Duration
	var strict bool
	cmd := &cobra.Command{
		Use:   "enqueue" + inputUsage,
		Short: "Put numbers in the queue and return",
		Long: "enqueue puts a file in the account's bulk queue and single numbers in its live queue, which goes\n" +
			"first, and prints how many were enqueued, duplicate or invalid. A worker registers them.",
		Example: "  trackreg enqueue orders.csv\n" +
			"  trackreg enqueue RR123456789CN\n" +
			"  trackreg enqueue orders.csv --column number=\"Parcel\" --strict",
		RunE: run(func(_ *cobra.Command, args []string) error {
			if input.dryRun {
				return p.rehearseEnqueue(input, args)
			}
			return p.withRedis(func(ctx context.Context, b *backend.Backend) error {
				account, err := p.accountIn(b.Settings, "")
				if err != nil {
					return err
				}
				from, err := input.open(p, b.Settings, args)
				if err != nil {
					return err
				}
				defer from.Close()
				p.introduceInput(from)
				input.skipKnown(from, b, account)
				producer := queue.NewProducer(b.Redis, queue.Account(account), queue.ProcessIn(in))
				tally, err := job.Enqueue(ctx, producer, from, p.complain, input.place(from))
				tally.Account, tally.Queue = account, input.queueOf(from, account)
				if err == nil {
					p.warnUnserved(ctx, b, account)
				}
				return p.tell(tally, err, strict && tally.Invalid > 0)
			})
		}),
	}
	input.add(cmd)
	cmd.Flags().DurationVar(&in, "in", 0, "have them wait so long before they are sent")
	cmd.Flags().BoolVar(&strict, "strict", false, "exit 3 if a row was invalid")
	return cmd
}

// rehearseEnqueue shows what enqueue would do. It needs no Redis.
func (p *program) rehearseEnqueue(input inputFlags, args []string) error {
	s, err := p.settings()
	if err != nil {
		return err
	}
	from, err := input.open(p, s, args)
	if err != nil {
		return err
	}
	defer from.Close()
	return p.rehearseInput(s, from)
}

// complain says what is wrong with one row.
func (p *program) complain(line string) { fmt.Fprintf(p.err, "trackreg: %s\n", printable.Text(line)) }

// tell prints what was enqueued, also when it was not all.
func (p *program) tell(t job.Tally, failure error, strict bool) error {
	write := t.Write
	if p.json() {
		write = func(w io.Writer) error { return json.NewEncoder(w).Encode(t) }
	}
	if err := write(p.out); err != nil || failure != nil {
		return errors.Join(failure, err)
	}
	if strict {
		return &exit{code: exitStrict}
	}
	return nil
}
