package monitor

import "github.com/redis/go-redis/v9"

// shared is an asynq.RedisConnOpt that lends a client out.
type shared struct{ client redis.UniversalClient }

// MakeRedisClient returns the client.
func (s shared) MakeRedisClient() any { return s.client }

// plain returns the client inside of one that wraps it: asynqmon tells of a
// Redis only what it knows by the client's type.
func plain(client redis.UniversalClient) redis.UniversalClient {
	if wrapper, ok := client.(interface{ Unwrap() redis.UniversalClient }); ok {
		return plain(wrapper.Unwrap())
	}
	return client
}
