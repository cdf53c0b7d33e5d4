package worker_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker/internal/workrig"
)

func TestTasksWithAGroupAreWarnedOf(t *testing.T) {
	r := workrig.New(t, redistest.Embedded(t), sandbox.Options{})
	r.Foreign("main-live", `{"number":"RR123456785CN"}`, asynq.Group("shop"))
	r.Foreign("main-live", `{"number":"RR123456799CN"}`, asynq.Group("shop"))
	var log lines
	o := r.Options(r.Account("main"))
	o.Log = zerolog.New(&log)
	r.Work(o)
	require.Eventually(t, func() bool { return strings.Contains(log.String(), "Group option") }, workrig.Patience, workrig.PollEvery)
	require.Contains(t, log.String(), `"queue":"main-live","tasks":2,"group":"shop"`)
	require.NotContains(t, log.String(), `"queue":"main-bulk","tasks"`)
}

// lines is a log that is read while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
