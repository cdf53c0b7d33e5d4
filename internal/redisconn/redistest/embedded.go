package redistest

import (
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/redisconn"
)

// Embedded returns a client of an empty in-memory server; both end with the test. They talk
// through memory, with no socket, so they work inside a testing/synctest bubble: call Embedded in
// the bubble with the bubble's own t, and time, TTLs and the TIME command are the bubble's.
func Embedded(tb testing.TB) redis.UniversalClient {
	tb.Helper()
	server, err := redisconn.StartEmbedded()
	if err != nil {
		tb.Fatalf("redistest: %v", err)
	}
	tb.Cleanup(func() { _ = server.Close() })
	return server.Client()
}
