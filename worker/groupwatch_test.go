package worker_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestTasksWithAGroupAreWarnedOf(t *testing.T) {
	r := newRig(t, sandbox.Options{})
	r.foreign("main-live", `{"number":"RR123456785CN"}`, asynq.Group("shop"))
	r.foreign("main-live", `{"number":"RR123456799CN"}`, asynq.Group("shop"))
	var log lines
	o := r.options(r.account("main"))
	o.Log = zerolog.New(&log)
	r.work(o)
	require.Eventually(t, func() bool { return strings.Contains(log.String(), "Group option") }, patience, pollEvery)
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
