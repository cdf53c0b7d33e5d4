package worker_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
)

// A program that has a Redis runs a worker of its own, and learns of each outcome from it.
func Example() {
	server, err := redisconn.StartEmbedded() // stands in for the program's Redis
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	vendor := httptest.NewServer(sandbox.New(sandbox.Options{})) // stands in for 17TRACK
	defer vendor.Close()

	account := configs.Defaults().Accounts[configs.MainAccount]
	account.BaseURL, account.Key = vendor.URL+"/track/v2.4", "demo"
	settings := configs.Defaults()
	settings.Accounts[configs.MainAccount] = account
	options, err := worker.FromSettings(settings, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	outcomes := make(chan queue.Outcome, 1)
	options.Redis = server.Client()
	options.OnOutcome = func(o queue.Outcome) { outcomes <- o }
	own, err := worker.New(options)
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- own.Run(ctx) }()

	entry, err := queue.ParseEntry([]byte(`{"number":"RR123456789CN","carrier":3011,"_ref":"order-7"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := queue.NewProducer(server.Client()).Enqueue(ctx, entry); err != nil {
		fmt.Println(err)
		return
	}
	o := <-outcomes
	fmt.Println(o.Number, o.Outcome, "for", o.Ref)
	stop()
	fmt.Println(<-ended)
	// Output:
	// RR123456789CN registered for order-7
	// <nil>
}
