package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/trackreg/trackreg/bench/internal/rig"
)

// suite runs scenarios one after the other.
type suite struct {
	quick    bool
	durable  bool
	progress io.Writer

	binary  string // trackreg
	dir     string // for the files of all scenarios
	started int    // rigs so far

	ceilingRate float64 // numbers/s of ceiling-1; 0: not measured
}

// measure builds trackreg if need be, runs the scenarios and prints what they found. One
// that cannot be run does not keep the others from it.
func (s *suite) measure(ctx context.Context, list []scenario, out io.Writer) (err error) {
	if s.dir, err = os.MkdirTemp("", "trackreg-bench-"); err != nil {
		return err
	}
	if s.binary, err = rig.Trackreg(ctx, s.dir, s.binary); err != nil {
		return err
	}
	var results []result
	var failed []error
	for i, each := range list {
		fmt.Fprintf(s.progress, "%d of %d: %s: %s\n", i+1, len(list), each.name, each.about)
		figures, err := each.run(ctx, s)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", each.name, err))
		}
		results = append(results, result{each.name, figures, err})
		if ctx.Err() != nil {
			break
		}
	}
	printTable(out, results)
	if len(failed) > 0 {
		return fmt.Errorf("the programs' output is in %s: %w", s.dir, errors.Join(failed...))
	}
	return os.RemoveAll(s.dir)
}

// start returns a new rig with these arguments of the sandbox.
func (s *suite) start(ctx context.Context, sandboxArgs ...string) (*rig.Rig, error) {
	s.started++
	o := rig.Options{
		Binary:      s.binary,
		Dir:         filepath.Join(s.dir, fmt.Sprintf("rig-%d", s.started)),
		SandboxArgs: sandboxArgs,
	}
	if s.durable {
		o.RedisArgs = []string{"--appendonly", "yes", "--appendfsync", "everysec"}
	}
	return rig.Start(ctx, o)
}

// size returns how large a load is: full, or less with -quick.
func (s *suite) size(full, quick int) int {
	if s.quick {
		return quick
	}
	return full
}

// patience is how long a load of so many numbers may take at rate numbers a
// second before the scenario gives up.
func patience(numbers int, rate float64) time.Duration {
	return 30*time.Second + 3*time.Duration(float64(numbers)/rate*float64(time.Second))
}
