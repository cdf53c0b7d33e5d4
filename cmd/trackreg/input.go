package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/sieve"
	"github.com/trackreg/trackreg/queue"
)

// inputFlags are the flags of the commands that read rows.
type inputFlags struct {
	queue   choice
	reading readingFlags
	force   bool
	dryRun  bool
}

// inputUsage is how those commands are called.
const inputUsage = " [FILE or - or NUMBER...]"

func (f *inputFlags) add(cmd *cobra.Command) {
	f.queue = choice{of: []string{"live", "bulk"}}
	cmd.Flags().Var(&f.queue, "queue", "live or bulk (default: bulk for a file, live for single numbers)")
	cmd.Flags().BoolVar(&f.force, "force", false, "go round the known numbers")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "read, map, check and show everything, and queue nothing")
	f.reading.add(cmd)
}

// open opens the input that the arguments name.
func (f *inputFlags) open(p *program, s configs.Settings, args []string) (*job.Input, error) {
	return f.reading.open(p, s, args)
}

// rehearseInput shows how the input is understood and what would become of its rows.
func (p *program) rehearseInput(s configs.Settings, in *job.Input) error {
	account, err := p.accountIn(s, "")
	if err != nil {
		return err
	}
	ctx, stop := p.interruptible(context.Background(), 0)
	defer stop()
	found, err := in.Preview(ctx, s.Accounts[account].BatchSize)
	write := found.Write
	if p.json() {
		write = func(w io.Writer) error { return json.NewEncoder(w).Encode(found) }
	}
	return errors.Join(err, write(p.out))
}

// introduceInput says which column gives what, so that nobody has to trust a guess. A script has it
// in the result.
func (p *program) introduceInput(in *job.Input) {
	if !in.Single && !p.json() {
		_ = in.Begun().WriteMapping(p.err) // what is shown beside the result
	}
}

// skipKnown has the input leave out the account's known numbers, if it keeps a
// record of them and nobody forces them through.
func (f *inputFlags) skipKnown(in *job.Input, b *backend.Backend, account string) {
	if k := b.Settings.Accounts[account].KnownNumbers; k.Enabled && !f.force {
		in.SkipKnown(sieve.New(b.Redis, account, k.Months))
	}
}

// live tells whether the rows go in the live queue.
func (f *inputFlags) live(in *job.Input) bool {
	return f.queue.value == "live" || f.queue.value == "" && in.Single
}

// place is the queue as an option of the producer's.
func (f *inputFlags) place(in *job.Input) queue.Option {
	if f.live(in) {
		return queue.Live()
	}
	return queue.Bulk()
}

// queueOf is the name of the queue that the rows go in.
func (f *inputFlags) queueOf(in *job.Input, account string) string {
	if f.live(in) {
		return queue.LiveQueue(account)
	}
	return queue.BulkQueue(account)
}
