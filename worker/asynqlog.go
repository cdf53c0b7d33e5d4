package worker

import (
	"fmt"

	"github.com/rs/zerolog"
)

// asynqLog passes asynq's own log on. asynq writes a line a task at info and
// warn, which is debug here; its troubles with Redis are told once by the
// pipeline, so its errors are debug too, but for the ones it would exit on.
type asynqLog struct{ log zerolog.Logger }

func (l asynqLog) Debug(args ...any) { l.log.Trace().Msg(fmt.Sprint(args...)) }
func (l asynqLog) Info(args ...any)  { l.log.Debug().Msg(fmt.Sprint(args...)) }
func (l asynqLog) Warn(args ...any)  { l.log.Debug().Msg(fmt.Sprint(args...)) }
func (l asynqLog) Error(args ...any) { l.log.Debug().Msg(fmt.Sprint(args...)) }
func (l asynqLog) Fatal(args ...any) { l.log.Error().Msg(fmt.Sprint(args...)) }
