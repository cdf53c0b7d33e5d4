package streams

import (
	"errors"

	"github.com/redis/go-redis/v9"
)

// Messages are the entries that a blocking read of one stream answered: none
// where it came to its end without any.
func Messages(streams []redis.XStream, err error) ([]redis.XMessage, error) {
	switch {
	case errors.Is(err, redis.Nil):
		return nil, nil
	case err != nil:
		return nil, err
	case len(streams) == 0:
		return nil, nil
	}
	return streams[0].Messages, nil
}
