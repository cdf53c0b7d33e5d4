package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/trackreg/trackreg/bench/internal/rig"
)

// run goes through the night and prints its ledger. The programs' output is kept
// when that does not balance.
func run(ctx context.Context, p plan, out io.Writer) error {
	fmt.Fprintf(out, "seed %d: %d numbers, %s of faults, then up to %s to settle\n", p.seed, p.numbers, p.storm, p.settle)
	dir, err := os.MkdirTemp("", "trackreg-chaos-")
	if err != nil {
		return err
	}
	if err := inDir(ctx, p, dir, out); err != nil {
		return fmt.Errorf("%w; the programs' output is in %s", err, dir)
	}
	return os.RemoveAll(dir)
}

func inDir(ctx context.Context, p plan, dir string, out io.Writer) error {
	binary, err := rig.Trackreg(ctx, dir, p.binary)
	if err != nil {
		return err
	}
	r, err := rig.Start(ctx, rig.Options{
		Binary: binary, Dir: dir, RedisArgs: rig.Durable, SandboxArgs: sandboxArgs(p),
	})
	if err != nil {
		return err
	}
	defer r.Close()
	n := newNight(p, r)
	if err := n.pass(ctx); err != nil {
		return err
	}
	result, err := n.audit(ctx)
	if err != nil {
		return err
	}
	n.print(out, result)
	if !result.balanced() {
		return errNotBalanced
	}
	return nil
}
