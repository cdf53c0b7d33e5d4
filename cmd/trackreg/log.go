package main

import (
	"io"

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
