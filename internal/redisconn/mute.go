package redisconn

import (
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
)

// Mute ends the lines that go-redis writes to standard error by itself, in the whole process.
// The errors that it logs also come back from the commands. Call it first in main.
func Mute() {
	redis.SetLogger(&logging.VoidLogger{})
}
