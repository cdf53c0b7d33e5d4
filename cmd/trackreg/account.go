package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/limits"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/cli/accounts"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/worker"
)

func (p *program) accountCommand() *cobra.Command {
	cmd := group("account", "Pause or resume an account, or ask for its quota")
	var why string
	pause := p.handCommand("pause", "Stop all calls of the account, in every process, until it is resumed", audit.Pause,
		func(ctx context.Context, h *worker.Hand) (string, error) {
			return audit.Pairs("why", why), h.Pause(ctx, why)
		})
	pause.Flags().StringVar(&why, "why", "", "`REASON` that others see")
	cmd.AddCommand(
		pause,
		p.handCommand("resume", "End a pause, or have a closed account try a call at once", audit.Resume,
			func(ctx context.Context, h *worker.Hand) (string, error) { return "", h.Resume(ctx) }),
		p.handCommand("quota", "Ask 17TRACK for the account's quota now", audit.Quota,
			func(ctx context.Context, h *worker.Hand) (string, error) {
				_, err := h.AskQuota(ctx)
				return "", err
			}),
	)
	return cmd
}

// handCommand is a command that moves one account's gate and shows how the account stands then. move
// returns what the audit says of it besides.
func (p *program) handCommand(name, short, what string, move func(context.Context, *worker.Hand) (string, error)) *cobra.Command {
	return &cobra.Command{
		Use:   name + " [NAME]",
		Short: short,
		Args:  cobra.MaximumNArgs(1),
		RunE: run(func(_ *cobra.Command, args []string) error {
			return p.withRedis(func(ctx context.Context, b *backend.Backend) error {
				account, err := p.accountIn(b.Settings, append(args, "")[0])
				if err != nil {
					return err
				}
				o, err := worker.FromSettings(b.Settings, b.Transport, account)
				if err != nil {
					return err
				}
				o.Log = p.logger(b.Settings.Log)
				filter, err := move(ctx, worker.NewHand(b.Redis, o, o.Accounts[0]))
				p.note(ctx, b, audit.Deed{What: what, Account: account, Filter: filter}, err)
				var fault *track17.Fault
				if err != nil && !errors.As(err, &fault) {
					return err
				}
				return errors.Join(p.writeStatus(ctx, b, account), err)
			})
		}),
	}
}

// writeStatus shows how one account stands.
func (p *program) writeStatus(ctx context.Context, b *backend.Backend, account string) error {
	read := func(ctx context.Context) ([]standing.Account, error) {
		return standing.ReadAccounts(ctx, b.Redis, []standing.Subject{{Name: account, Gate: limits.Of(b.Settings, account)}})
	}
	return accounts.Once(ctx, p.out, read, p.statusWriter())
}

// statusWriter writes for people or for scripts.
func (p *program) statusWriter() accounts.Writer {
	if p.json() {
		return accounts.WriteJSON
	}
	return accounts.WriteTable
}
