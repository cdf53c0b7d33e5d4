package streams

import (
	"errors"
	"strings"

	"github.com/redis/go-redis/v9"
)

// NoGroup says whether Redis refused a command because the consumer group, or
// the whole stream, is not there.
func NoGroup(err error) bool { return answered(err, "NOGROUP") }

// BusyGroup says whether Redis refused to create a group that is there already.
func BusyGroup(err error) bool { return answered(err, "BUSYGROUP") }

// answered says whether an error, or one it wraps, is Redis's of that kind.
func answered(err error, kind string) bool {
	var reply redis.Error
	return errors.As(err, &reply) && strings.HasPrefix(reply.Error(), kind)
}
