package redistest

import (
	"testing"

	"github.com/redis/go-redis/v9"
)

// Backends runs a test against the servers that every stream and script has to run on.
func Backends(t *testing.T, test func(t *testing.T, rdb redis.UniversalClient)) {
	t.Run("redis-server", func(t *testing.T) { test(t, RequireReal(t).Client()) })
	t.Run("embedded", func(t *testing.T) { test(t, Embedded(t)) })
}
