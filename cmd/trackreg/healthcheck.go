package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/web"
)

func (p *program) healthcheckCommand() *cobra.Command {
	var ready bool
	cmd := &cobra.Command{
		Use:   "healthcheck",
		Short: "Ask the worker of this machine whether it is alive, for a container's HEALTHCHECK",
		Long: "healthcheck asks /healthz on the address of http.listen, and exits 0 if a worker answers there. An\n" +
			"account that may not call now is no matter of health.",
		Args: cobra.NoArgs,
		RunE: run(func(*cobra.Command, []string) error {
			s, _, err := p.load() // the worker said the warnings
			if err != nil {
				return err
			}
			ctx, stop := p.interruptible(context.Background(), 0)
			defer stop()
			return web.AskHealth(ctx, s.HTTP.Listen, ready)
		}),
	}
	cmd.Flags().BoolVar(&ready, "ready", false, "ask /readyz: whether Redis is reachable and numbers are taken from the queues, by this worker or, where it only serves, by others")
	return cmd
}
