package streams_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
)

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
