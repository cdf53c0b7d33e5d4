package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/known"
)

func (p *program) knownCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "known",
		Short: "The record of numbers known to be registered",
		Long: "Where an account's known_numbers are enabled, enqueue, register and imports leave out the numbers in its\n" +
			"record. Workers add to it what is registered; here it is changed by hand. A number is known under the\n" +
			"carrier that its row names, or under none, and nothing is said of it under another.",
	}
	cmd.AddCommand(p.knownAdd(), p.knownForget())
	return cmd
}

func (p *program) knownAdd() *cobra.Command {
	var input readingFlags
	cmd := &cobra.Command{
		Use:   "add" + inputUsage,
		Short: "Add numbers that are registered already",
		RunE: run(func(_ *cobra.Command, args []string) error {
			return p.changeKnown(input, args, audit.KnownAdd, job.AddKnown)
		}),
	}
	input.add(cmd)
	return cmd
}

func (p *program) knownForget() *cobra.Command {
	var input readingFlags
	var all bool
	cmd := &cobra.Command{
		Use:   "forget" + inputUsage,
		Short: "Take numbers out, so that they are sent again",
		RunE: run(func(_ *cobra.Command, args []string) error {
			switch {
			case all && len(args) > 0:
				return badUsage("--all forgets every number: leave out %s, or --all", args[0])
			case all:
				return p.forgetAll()
			}
			return p.changeKnown(input, args, audit.Forget, job.ForgetKnown)
		}),
	}
	input.add(cmd)
	cmd.Flags().BoolVar(&all, "all", false, "forget every number of the account")
	return cmd
}

// onKnown does something with an account's record.
func (p *program) onKnown(work func(ctx context.Context, b *backend.Backend, account string, record *known.Record) error) error {
	return p.withRedis(func(ctx context.Context, b *backend.Backend) error {
		account, err := p.accountIn(b.Settings, "")
		if err != nil {
			return err
		}
		k := b.Settings.Accounts[account].KnownNumbers
		if !k.Enabled {
			p.complain(fmt.Sprintf("warning: account %s does not use its known numbers: set accounts.%[1]s.known_numbers.enabled to true", account))
		}
		return work(ctx, b, account, known.NewRecord(b.Redis, account, k.Months))
	})
}

func (p *program) forgetAll() error {
	return p.onKnown(func(ctx context.Context, b *backend.Backend, account string, record *known.Record) error {
		if err := record.ForgetAll(ctx); err != nil {
			return err
		}
		p.note(ctx, b, audit.Deed{What: audit.Forget, Account: account, Filter: audit.Pairs("all", "true")}, nil)
		if p.json() {
			return json.NewEncoder(p.out).Encode(map[string]any{"account": account, "all": true})
		}
		_, err := fmt.Fprintf(p.out, "account %s: every known number is forgotten\n", account)
		return err
	})
}

// knownChange is job.AddKnown or job.ForgetKnown.
type knownChange func(ctx context.Context, record *known.Record, in *job.Input, invalid func(line string)) (job.KnownTally, error)

// changeKnown changes the record by the rows of an input and prints what changed,
// also when that is not all.
func (p *program) changeKnown(input readingFlags, args []string, what string, change knownChange) error {
	return p.onKnown(func(ctx context.Context, b *backend.Backend, account string, record *known.Record) error {
		from, err := input.open(p, b.Settings, args)
		if err != nil {
			return err
		}
		defer from.Close()
		tally, err := change(ctx, record, from, p.complain)
		tally.Account = account
		changed := int(tally.Added + tally.Forgotten)
		p.note(ctx, b, audit.Deed{What: what, Account: account, Filter: audit.Pairs("from", from.Name), Count: &changed}, err)
		if p.json() {
			return errors.Join(err, json.NewEncoder(p.out).Encode(tally))
		}
		return errors.Join(err, tally.Write(p.out))
	})
}
