package queue_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/outlet/outlettest"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/streams"
	"github.com/trackreg/trackreg/queue"
)

// follow follows until it has seen the refs, in this order.
func follow(t *testing.T, o *queue.Outcomes, refs ...string) {
	t.Helper()
	require.Equal(t, refs, followed(t, o, len(refs)))
}

// followed follows until it has seen n outcomes and returns their refs.
func followed(t *testing.T, o *queue.Outcomes, n int) []string {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	var seen []string
	err := o.Follow(ctx, func(_ context.Context, batch []queue.Delivery) error {
		for _, d := range batch {
			require.NotEmpty(t, d.ID)
			seen = append(seen, d.Ref)
		}
		if len(seen) >= n {
			stop()
		}
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	return seen
}

func TestFollowBeginsAtTheStreamsBeginningAndGoesOn(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		outlettest.Record(t, rdb, "1", "2", "3")
		follow(t, queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{Batch: 2}), "1", "2", "3")
		outlettest.Record(t, rdb, "4")
		follow(t, queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{}), "4")
		pending, err := rdb.XPending(t.Context(), "trackreg:{main}:out", "shop").Result()
		require.NoError(t, err)
		require.Zero(t, pending.Count, "all is acknowledged")
	})
}

func TestFollowBeforeThereIsAStream(t *testing.T) {
	rdb := redistest.Start(t).Client()
	go func() {
		for range time.Tick(time.Millisecond) {
			groups, _ := rdb.XInfoGroups(context.Background(), "trackreg:{main}:out").Result()
			if len(groups) == 1 {
				break
			}
		}
		_ = outlet.NewRecorder(rdb).Record(context.Background(), []queue.Outcome{{Account: "main", Ref: "1"}})
	}()
	follow(t, queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{Start: "$"}), "1")
}

func TestFollowDeliversAgainWhatTheHandlerRefused(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		outlettest.Record(t, rdb, "1", "2")
		o := queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{Consumer: "a"})
		broken := errors.New("receiver is down")
		err := o.Follow(t.Context(), func(context.Context, []queue.Delivery) error { return broken })
		require.ErrorIs(t, err, broken)
		follow(t, o, "1", "2")
	})
}

func TestFollowTakesOverFromConsumersThatAreGone(t *testing.T) {
	rdb := redistest.Start(t).Client()
	outlettest.Record(t, rdb, "1", "2")
	gone := queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{Consumer: "gone", Batch: 1})
	require.Error(t, gone.Follow(t.Context(), func(context.Context, []queue.Delivery) error { return errors.New("killed") }))

	heir := queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{Consumer: "b", Idle: time.Millisecond})
	require.ElementsMatch(t, []string{"1", "2"}, followed(t, heir, 2))
}

func TestFollowPassesOverWhatWasTrimmedWhilePending(t *testing.T) {
	rdb := redistest.RequireReal(t).Client()
	outlettest.Record(t, rdb, "1", "2")
	o := queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{Consumer: "a", Batch: 1})
	require.Error(t, o.Follow(t.Context(), func(context.Context, []queue.Delivery) error { return errors.New("killed") }))
	require.NoError(t, rdb.XTrimMaxLen(t.Context(), "trackreg:{main}:out", 1).Err())
	follow(t, o, "2")
}

func TestFollowSurvivesTheLossOfItsGroup(t *testing.T) {
	rdb := redistest.Start(t).Client()
	outlettest.Record(t, rdb, "1", "2")
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	var seen []string
	err := queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{}).Follow(ctx, func(ctx context.Context, batch []queue.Delivery) error {
		for _, d := range batch {
			seen = append(seen, d.Ref)
		}
		switch len(seen) {
		case 2:
			outlettest.Record(t, rdb, "3")
			time.AfterFunc(0, func() { rdb.XGroupDestroy(context.Background(), "trackreg:{main}:out", "shop") })
		case 3:
			stop()
		}
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Subset(t, seen, []string{"1", "2", "3"})
}

func TestFollowWaitsForRedisToComeBack(t *testing.T) {
	server := redistest.RequireReal(t, redistest.AppendOnly())
	rdb := server.Client()
	outlettest.Record(t, rdb, "1")
	ctx, stop := context.WithTimeout(t.Context(), 60*time.Second)
	defer stop()
	told := make(chan error, 100)
	seen := make(chan string, 10)
	done := make(chan error)
	go func() {
		o := queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{OnRetry: func(err error) {
			select {
			case told <- err:
			default:
			}
		}})
		done <- o.Follow(ctx, func(_ context.Context, batch []queue.Delivery) error {
			for _, d := range batch {
				seen <- d.Ref
			}
			return nil
		})
	}()
	require.Equal(t, "1", <-seen)
	server.Kill()
	require.Error(t, <-told)
	server.Restart()
	outlettest.Record(t, rdb, "2")
	for ref := range seen {
		if ref == "2" { // "1" comes again if the kill met its acknowledgement
			break
		}
	}
	stop()
	require.ErrorIs(t, <-done, context.Canceled)
}

func TestFollowWaitsForWhatPasses(t *testing.T) {
	for _, refusal := range []string{
		"MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
		"UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
		"BUSY Redis is busy running a script.",
	} {
		server := miniredis.RunT(t)
		rdb := redis.NewClient(&redis.Options{Addr: server.Addr()})
		t.Cleanup(func() { _ = rdb.Close() })
		outlettest.Record(t, rdb, "1")
		server.SetError(refusal)
		retried := 0
		follow(t, queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{OnRetry: func(err error) {
			require.ErrorContains(t, err, refusal)
			server.SetError("")
			retried++
		}}), "1")
		require.Equal(t, 1, retried, refusal)
	}
}

func TestFollowReturnsWhatRedisRefuses(t *testing.T) {
	rdb := redistest.Start(t).Client()
	require.NoError(t, rdb.Set(t.Context(), "trackreg:{main}:out", "not a stream", 0).Err())
	err := queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{}).Follow(t.Context(), nil)
	require.ErrorContains(t, err, "WRONGTYPE")
}

func TestFollowRemovesConsumersOfLongAgo(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.RequireReal(t).Client()
	outlettest.Record(t, rdb, "1", "2", "3")
	follow(t, queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{Consumer: "done", Batch: 1}), "1")
	busy := queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{Consumer: "busy", Batch: 1})
	require.Error(t, busy.Follow(ctx, func(context.Context, []queue.Delivery) error { return errors.New("killed") }))
	// XCLAIM sets how long an entry has been idle, but a consumer's own idle time
	// only the clock does: so the script is run with none to wait.
	n, err := streams.RemoveGone(ctx, rdb, "trackreg:{main}:out", "shop", "asking", -time.Millisecond)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	consumers, err := rdb.XInfoConsumers(ctx, "trackreg:{main}:out", "shop").Result()
	require.NoError(t, err)
	require.Len(t, consumers, 1)
	require.Equal(t, "busy", consumers[0].Name, "what it has taken is not lost")
}

func ExampleOutcomes_Follow() {
	rdb, stop := exampleRedis()
	defer stop()
	ctx, cancel := context.WithCancel(context.Background())
	_ = outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{{
		Account: "main", Op: queue.Register, Number: "RR123456789CN", Carrier: 3011, Outcome: queue.Registered, Ref: "order-7",
	}})

	outcomes := queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{})
	err := outcomes.Follow(ctx, func(_ context.Context, batch []queue.Delivery) error {
		for _, d := range batch {
			fmt.Println(d.Ref, d.Number, d.Outcome.Outcome, d.Carrier)
		}
		cancel() // a service goes on
		return nil
	})
	fmt.Println(err)
	// Output:
	// order-7 RR123456789CN registered 3011
	// context canceled
}
