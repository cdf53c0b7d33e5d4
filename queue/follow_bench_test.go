package queue_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

// BenchmarkFollow measures how long an outcome takes from its recording to a
// follower that waits for it.
func BenchmarkFollow(b *testing.B) {
	rdb := redistest.RequireReal(b).Client()
	ctx, stop := context.WithCancel(context.Background())
	seen := make(chan time.Time)
	ended := make(chan error)
	follower := queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{})
	require.NoError(b, follower.Begin(ctx))
	go func() {
		ended <- follower.Follow(ctx, func(context.Context, []queue.Delivery) error {
			seen <- time.Now()
			return nil
		})
	}()
	recorder := outlet.NewRecorder(rdb)
	took := make([]time.Duration, 0, b.N)
	for b.Loop() {
		begin := time.Now()
		require.NoError(b, recorder.Record(ctx, []queue.Outcome{{Account: "main", Op: queue.Register, Number: "AB12345", Outcome: queue.Registered}}))
		took = append(took, (<-seen).Sub(begin))
	}
	stop()
	require.ErrorIs(b, <-ended, context.Canceled)
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
}
