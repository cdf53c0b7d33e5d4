package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func (p *program) sandboxCommand() *cobra.Command {
	o := sandbox.DefaultOptions()
	var listen string
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Run the built-in 17TRACK simulator alone",
		Long: "sandbox simulates 17TRACK's API on --listen: any key is an account of its own, a registration\n" +
			"costs nothing, and everything that can go wrong goes wrong on demand.",
		Args: cobra.NoArgs,
		RunE: run(func(*cobra.Command, []string) error {
			ctx, stop := p.interruptible(context.Background(), 0)
			defer stop()
			return ended(ctx, backend.ServeSandbox(ctx, listen, o, p.out))
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&listen, "listen", "127.0.0.1:8017", "`HOST:PORT` to listen on")
	flags.IntVar(&o.Rate, "rate", o.Rate, "calls a second that a key may make; 0: no limit")
	flags.TextVar(&o.Reading, "reading", o.Reading, "`HOW` the rate is counted: sliding, fixed, bucket or none")
	flags.BoolVar(&o.ThrottleInBody, "throttle-in-body", false, "answer a call over the rate with HTTP 200 and code 429")
	flags.IntVar(&o.Limit, "limit", o.Limit, "most numbers of one call")
	flags.TextVar(&o.Service, "service", o.Service, "`TIME` the vendor works on a call, such as 200ms or 50ms..250ms")
	flags.TextVar(&o.Jitter, "jitter", o.Jitter, "`TIME` a call spends on the way, such as 0s..50ms")
	flags.Int64Var(&o.Quota, "quota", o.Quota, "units an account begins with; below 0: none")
	flags.Int64Var(&o.MaxDaily, "max-daily", o.MaxDaily, "units an account may spend in a day; 0: no limit")
	flags.DurationVar(&o.DayStart, "day-start", o.DayStart, "how long after midnight UTC the account's day begins")
	flags.StringSliceVar(&o.Keys, "key", nil, "`KEY` that is an account, may be repeated; none: every key is one")
	flags.Uint64Var(&o.Seed, "seed", o.Seed, "makes jitter, service times and chances repeat from run to run")
	return cmd
}
