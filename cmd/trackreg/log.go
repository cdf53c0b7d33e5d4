package main

import (
	"context"
	"io"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
)

// newLogger returns a logger of the settings' levels, of which "off" is none of zerolog's names.
func newLogger(w io.Writer, level string) zerolog.Logger {
	parsed, err := zerolog.ParseLevel(level)
	if err != nil || level == "off" {
		parsed = zerolog.Disabled
	}
	return zerolog.New(w).Level(parsed).With().Timestamp().Logger()
}

// silent drops what go-redis writes to standard error by itself. Whatever it is,
// the commands concerned fail with it, and that is said once, in plain words.
type silent struct{}

// Printf drops the line.
func (silent) Printf(context.Context, string, ...any) {}

func silenceRedis() { redis.SetLogger(silent{}) }
