package batching_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/trackreg/trackreg/batching"
)

// stamps is a made-up vendor whose one call stamps up to three letters at once.
type stamps struct{}

func (stamps) Call(_ context.Context, batch batching.Batch[string]) batching.Reply[string] {
	fmt.Println("a call with", len(batch.Items))
	now := time.Now()
	reply := batching.Reply[string]{Whole: batching.Answered, Now: now, Success: now}
	for _, item := range batch.Items {
		reply.Results = append(reply.Results, batching.Result[string]{Value: "stamped " + item.Value})
	}
	return reply
}

func (stamps) Record(_ context.Context, settled []batching.Settled[string, string]) error {
	fmt.Println("recorded", len(settled))
	return nil
}

// open is an office that takes all that waits, at any time.
type open struct{}

func (open) Take(_ context.Context, waiting []batching.Waiting) (batching.Slot, error) {
	var slot batching.Slot
	for _, w := range waiting {
		slot.May = append(slot.May, w.Class)
	}
	return slot, nil
}

// Three callers come one by one and share a call, for they wait for the same slot.
func Example() {
	b := batching.New(batching.Config{Most: 3}, open{}, stamps{})

	var callers sync.WaitGroup
	for _, letter := range []string{"a", "b", "c"} {
		callers.Go(func() {
			result, err := b.Do(context.Background(), batching.Item[string]{
				Class: batching.Class{Lane: "stamp"}, Key: letter, Value: letter})
			if err != nil || result != "stamped "+letter {
				fmt.Println("unexpected:", result, err)
			}
		})
	}
	for b.Stats().Waiting < 3 { // Run takes what waits: let all three come first
		runtime.Gosched()
	}

	ctx, stop := context.WithCancel(context.Background())
	go func() {
		callers.Wait()
		stop()
	}()
	if err := b.Run(ctx); err != nil {
		fmt.Println(err)
	}
	// Output:
	// a call with 3
	// recorded 3
}
