package importer

import (
	"context"
	"fmt"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/keyspace"
)

// Alive tells whether any process runs imports at the moment. One that was killed counts for some
// seconds more. Errors are Redis's.
func Alive(ctx context.Context, rdb redis.UniversalClient) (bool, error) {
	if err := rdb.Ping(ctx).Err(); err != nil { // for what follows heeds no context
		return false, fmt.Errorf("look for workers that run imports: %w", err)
	}
	servers, err := asynq.NewInspectorFromRedisClient(gathering.New(rdb)).Servers()
	if err != nil {
		return false, fmt.Errorf("look for workers that run imports: %w", err)
	}
	for _, server := range servers {
		if _, runs := server.Queues[keyspace.ImportsQueue]; runs && server.Status == "active" {
			return true, nil
		}
	}
	return false, nil
}
