package board

import (
	"fmt"
	"testing"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/standing"
)

// BenchmarkSample40 is one sample of forty accounts.
func BenchmarkSample40(b *testing.B) {
	rdb := gathering.New(redistest.RequireReal(b).Client())
	var accounts []standing.Subject
	for i := range 40 {
		accounts = append(accounts, standing.Subject{Name: fmt.Sprintf("eu_%d", i), Gate: gate.Options{RequestsPerSecond: 3, BatchSize: 40}})
	}
	for b.Loop() {
		if _, err := readAll(b.Context(), rdb, accounts); err != nil {
			b.Fatal(err)
		}
	}
}
