package gate_test

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/redisconn"
)

func Example() {
	server, err := redisconn.StartEmbedded()
	if err != nil {
		panic(err)
	}
	defer server.Close()
	ctx := context.Background()

	g := gate.New(server.Client(), "trackreg:{main}:gate", gate.Options{RequestsPerSecond: 3})
	waiting := []gate.Class{{Lane: "register", Rank: 2, Spends: true, Fresh: true}}
	slot, err := g.Take(ctx, waiting)
	if err != nil {
		panic(err)
	}
	fmt.Println("may call:", len(slot.May) > 0, "with up to", slot.Most, "numbers")

	// The vendor says: not before a minute has passed.
	s, err := g.Report(ctx, gate.Report{Kind: gate.Throttle, Lease: slot.Lease, RetryAfter: 60e9, Reason: "429"})
	if err != nil {
		panic(err)
	}
	fmt.Println("account is", s.State.Status())

	slot, err = g.Take(ctx, waiting)
	if err != nil {
		panic(err)
	}
	fmt.Println("may call:", len(slot.May) > 0, "ask again in", slot.Wait)
	// Output:
	// may call: true with up to 40 numbers
	// account is throttled
	// may call: false ask again in 1s
}

func ExampleGate_Resume() {
	server, err := redisconn.StartEmbedded()
	if err != nil {
		panic(err)
	}
	defer server.Close()
	ctx := context.Background()

	var rdb redis.Scripter = server.Client()
	g := gate.New(rdb, "trackreg:{main}:gate", gate.Options{})
	s, _ := g.Pause(ctx, "the contract is being renewed")
	fmt.Println(s.State.Status(), "-", s.State.Account.Why)
	s, _ = g.Resume(ctx)
	fmt.Println(s.State.Status())
	// Output:
	// paused - the contract is being renewed
	// half_open
}
