// Command trackreg-bench measures trackreg as its users run it, and prints the
// figures as a table beside the goals they have.
//
// Each scenario starts a redis-server, a sandbox and workers of its own, as
// processes, and reads what came of it in the sandbox's ledger. Run it from the
// repository's root, on a machine that does nothing else: make bench.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "trackreg-bench:", err)
		stop()
		os.Exit(1)
	}
}

// run does what the arguments say. A missed goal is no error, a scenario that
// could not be run is.
func run(ctx context.Context, args []string, out, progress io.Writer) error {
	flags := flag.NewFlagSet("trackreg-bench", flag.ContinueOnError)
	only := flags.String("run", "", "run the scenarios whose name matches this regular `expression`")
	list := flags.Bool("list", false, "list the scenarios")
	quick := flags.Bool("quick", false, "shorter runs: a ramp weighs more in them, so goals are missed that a full run meets")
	durable := flags.Bool("appendonly", false, "have Redis write its append-only file, as in production")
	binary := flags.String("binary", "", "measure this trackreg `file` in place of building one")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	chosen, err := choose(scenarios(), *only)
	if err != nil {
		return err
	}
	if *list {
		printList(out, chosen)
		return nil
	}
	s := &suite{quick: *quick, durable: *durable, binary: *binary, progress: progress}
	return s.measure(ctx, chosen, out)
}

// choose returns the scenarios whose name matches the expression.
func choose(all []scenario, expression string) ([]scenario, error) {
	wanted, err := regexp.Compile(expression)
	if err != nil {
		return nil, fmt.Errorf("-run: %w", err)
	}
	var chosen []scenario
	for _, s := range all {
		if wanted.MatchString(s.name) {
			chosen = append(chosen, s)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("-run %s matches no scenario; -list shows them", expression)
	}
	return chosen, nil
}
