package queue_test

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/queue"
)

// exampleRedis stands in for the Redis of a service.
func exampleRedis() (rdb redis.UniversalClient, stop func()) {
	server, err := redisconn.StartEmbedded()
	if err != nil {
		panic(err)
	}
	return server.Client(), func() { _ = server.Close() }
}

func ExampleParseEntry() {
	entry, err := queue.ParseEntry([]byte(`{"number":" RR123456789CN ","carrier":3011,"_ref":"order-7"}`))
	fmt.Println(entry.Number, entry.Ref, err)
	fmt.Println(string(entry.Body))
	fmt.Println(entry.TaskID(queue.Register))

	_, err = queue.ParseEntry([]byte(`{"number":"1.2E+17"}`))
	fmt.Println(err)
	// Output:
	// RR123456789CN order-7 <nil>
	// {"number":"RR123456789CN","carrier":3011}
	// register:3011:RR123456789CN:e151ea660380f832
	// number "1.2E+17" was rounded by a spreadsheet: export it again with that column formatted as text
}

func ExampleFromFields() {
	entry, err := queue.FromFields([]queue.Field{
		{Name: "number", Value: "RR123456789CN"},
		{Name: "carrier", Value: "3011"},
		{Name: "destination_postal_code", Value: "01234"},
	})
	fmt.Println(string(entry.Body), err)
	// Output: {"number":"RR123456789CN","carrier":3011,"destination_postal_code":"01234"} <nil>
}

func ExampleProducer_Enqueue() {
	rdb, stop := exampleRedis()
	defer stop()
	ctx := context.Background()

	producer := queue.NewProducer(rdb)
	entry, err := queue.ParseEntry([]byte(`{"number":"RR123456789CN","carrier":3011}`))
	if err != nil {
		fmt.Println(err) // an *EntryError: says what to mend
		return
	}
	receipt, err := producer.Enqueue(ctx, entry)
	fmt.Println(receipt.Queue, receipt.Status, err)
	receipt, err = producer.Enqueue(ctx, entry)
	fmt.Println(receipt.Queue, receipt.Status, err)
	// Output:
	// main-live enqueued <nil>
	// main-live duplicate <nil>
}

func ExampleProducer_EnqueueMany() {
	rdb, stop := exampleRedis()
	defer stop()
	ctx := context.Background()

	numbers := slices.Values([]string{"RR123456789CN", "RR987654321CN", "1.2E+17", "RR123456789CN"})
	producer := queue.NewProducer(rdb, queue.Account("eu"))
	tally, err := producer.EnqueueMany(ctx, parseAll(numbers), func(i int, r queue.Receipt, err error) {
		if err != nil {
			fmt.Println("entry", i, err)
		}
	})
	fmt.Println(tally.Enqueued, "enqueued,", tally.Duplicates, "duplicate,", err)
	// Output:
	// number "1.2E+17" was rounded by a spreadsheet: export it again with that column formatted as text
	// 2 enqueued, 1 duplicate, <nil>
}

// parseAll reports bad numbers where they are read and lets the others pass.
func parseAll(numbers iter.Seq[string]) iter.Seq[queue.Entry] {
	return func(yield func(queue.Entry) bool) {
		for number := range numbers {
			entry, err := queue.FromFields([]queue.Field{{Name: "number", Value: number}})
			if err != nil {
				fmt.Println(err)
				continue
			}
			if !yield(entry) {
				return
			}
		}
	}
}

func ExampleFailures_Retry() {
	rdb, stop := exampleRedis()
	defer stop()
	ctx := context.Background()
	_ = outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{{
		Account: "main", Op: queue.Register, Number: "RR123456789CN", Outcome: queue.Exhausted, Code: -18019911,
		Remedy: "carrier_unavailable", Payload: []byte(`{"number":"RR123456789CN"}`), Queue: "main-bulk",
	}})

	failures := queue.NewFailures(rdb, "main")
	tally, err := failures.Retry(ctx, queue.Filter{Class: queue.Retryable}, nil)
	fmt.Println(tally.Enqueued, "tried again,", err)
	// Output: 1 tried again, <nil>
}
