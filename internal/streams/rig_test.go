package streams_test

import (
	"context"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/queue"
)

// record writes outcomes whose refs are the given ones.
func record(t *testing.T, rdb redis.UniversalClient, refs ...string) {
	t.Helper()
	batch := make([]queue.Outcome, len(refs))
	for i, ref := range refs {
		batch[i] = queue.Outcome{Task: "t" + ref, Account: "main", Op: "register", Number: "AB12345", Outcome: queue.Registered, Ref: ref}
	}
	require.NoError(t, outlet.NewRecorder(rdb).Record(context.Background(), batch))
}

// follow follows until it has seen the refs, in this order.
func follow(t *testing.T, o *queue.Outcomes, refs ...string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	var seen []string
	err := o.Follow(ctx, func(_ context.Context, batch []queue.Delivery) error {
		for _, d := range batch {
			seen = append(seen, d.Ref)
		}
		if len(seen) >= len(refs) {
			stop()
		}
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, refs, seen)
}
