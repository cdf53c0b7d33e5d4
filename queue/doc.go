// Package queue is what other programs meet in Redis: the names of queues and types of
// tasks, the entry (a tracking number and what the vendor wants to know of it),
// the producer that turns entries into tasks, the stream of outcomes that says
// what became of them, the record of failures and the events of an account.
//
// A service that enqueues and follows answers needs nothing else of trackreg:
//
//	producer := queue.NewProducer(rdb)
//	entry, err := queue.ParseEntry([]byte(`{"number":"RR123456789CN","carrier":3011,"_ref":"order-7"}`))
//	receipt, err := producer.Enqueue(ctx, entry)
//
//	outcomes := queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{})
//	err = outcomes.Follow(ctx, func(ctx context.Context, batch []queue.Delivery) error { ... })
package queue
