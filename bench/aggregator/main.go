// Command aggregator registers numbers through asynq's GroupAggregator, the way
// to make batches that asynq itself offers, so that trackreg-bench can compare
// trackreg with it. It enqueues the numbers first, then works until it is ended.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/hibiken/asynq"
)

// queueName is where the numbers wait.
const queueName = "aggregated"

func main() {
	url := flag.String("redis", "", "`URL` of Redis")
	base := flag.String("base-url", "", "base `URL` of 17TRACK's API or a sandbox; the key is taken from TRACK17_KEY")
	numbers := flag.Int("numbers", 4000, "`how many` numbers to register")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *url, newRegistrar(*base, os.Getenv("TRACK17_KEY")), *numbers); err != nil {
		fmt.Fprintln(os.Stderr, "aggregator:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, url string, calls *registrar, numbers int) error {
	redis, err := asynq.ParseRedisURI(url)
	if err != nil {
		return fmt.Errorf("-redis: %w", err)
	}
	if err := enqueue(ctx, redis, numbers); err != nil {
		return err
	}
	server := newServer(redis)
	if err := server.Start(calls); err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	<-ctx.Done()
	server.Shutdown()
	return nil
}
