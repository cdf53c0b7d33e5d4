package gate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// One call of an account: a slot and a report.
func BenchmarkCall(b *testing.B) {
	b.Run("redis", func(b *testing.B) { benchmarkCall(b, realRedis(b, unlimited)) })
	b.Run("embedded", func(b *testing.B) { benchmarkCall(b, newWorld(b, redistest.Embedded(b), unlimited)) })
}

var unlimited = gate.Options{RequestsPerSecond: 1e9}

func benchmarkCall(b *testing.B, w *world) {
	waiting := []gate.Class{live, bulk}
	for b.Loop() {
		s, err := w.Take(b.Context(), waiting)
		require.NoError(b, err)
		require.NotEmpty(b, s.May)
		_, err = w.Report(b.Context(), gate.Report{Kind: gate.Success, Lease: s.Lease, Accepted: 40})
		require.NoError(b, err)
	}
}

// An asker that is told to wait, as all but one process of an account are at each slot.
func BenchmarkTakeWait(b *testing.B) {
	w := realRedis(b, gate.Options{RequestsPerSecond: 0.001})
	waiting := []gate.Class{bulk}
	w.take(bulk)
	for b.Loop() {
		s, err := w.Take(b.Context(), waiting)
		require.NoError(b, err)
		require.Empty(b, s.May)
	}
}
