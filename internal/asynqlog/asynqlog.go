// Package asynqlog passes asynq's own log on to zerolog.
package asynqlog

import (
	"fmt"

	"github.com/rs/zerolog"
)

// Logger is an asynq.Logger. asynq writes a line a task at info and warn, which is debug here;
// its troubles with Redis are told once by whoever runs it, so its errors are debug too, but for
// the ones it would exit on. It is safe for concurrent use.
type Logger struct{ Log zerolog.Logger }

// Debug logs at trace.
func (l Logger) Debug(args ...any) { l.Log.Trace().Msg(fmt.Sprint(args...)) }

// Info logs at debug.
func (l Logger) Info(args ...any) { l.Log.Debug().Msg(fmt.Sprint(args...)) }

// Warn logs at debug.
func (l Logger) Warn(args ...any) { l.Log.Debug().Msg(fmt.Sprint(args...)) }

// Error logs at debug.
func (l Logger) Error(args ...any) { l.Log.Debug().Msg(fmt.Sprint(args...)) }

// Fatal logs at error, and does not exit.
func (l Logger) Fatal(args ...any) { l.Log.Error().Msg(fmt.Sprint(args...)) }
