// Command trackreg-chaos sends numbers through a night when everything goes
// wrong, and then counts them: what went in, and what came out.
//
// While numbers are fed in, half of them by a plain asynq client, three workers
// are killed at random and started again, Redis is killed and started again, and
// the sandbox fails in every way that leaves a client in doubt. Then all that
// stops, and within a few minutes every number must have its one outcome. Run it
// from the repository's root: make chaos.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
)

// plan says how bad the night is.
type plan struct {
	seed    uint64
	numbers int
	storm   time.Duration // how long things go wrong
	settle  time.Duration // how long until every number must have its outcome
	binary  string        // a trackreg that was built already; "": build one
}

func main() {
	p := plan{}
	flag.Uint64Var(&p.seed, "seed", rand.Uint64(), "what goes wrong, and when, follows from this `number`, as far as processes repeat at all")
	flag.IntVar(&p.numbers, "numbers", 20_000, "`how many` numbers")
	flag.DurationVar(&p.storm, "storm", 2*time.Minute, "`how long` things go wrong")
	flag.DurationVar(&p.settle, "settle", 3*time.Minute, "`how long` after the last fault everything must have come out")
	flag.StringVar(&p.binary, "binary", "", "try this trackreg `file` in place of building one")
	flag.Parse()
	redis.SetLogger(silence{}) // that Redis is away is no news here
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, p, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "trackreg-chaos:", err)
		stop()
		os.Exit(1)
	}
}

var errNotBalanced = errors.New("the ledger does not balance")

// silence takes what the Redis client has to say.
type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}
