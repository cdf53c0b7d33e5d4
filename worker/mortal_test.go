package worker_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/worker"
)

// workUntil runs a worker that dies at the first command that fatal picks, and
// returns once it is dead. What it leaves in this process comes to rest when
// the test ends.
func (w *world) workUntil(fatal func(at redistest.Moment, command string) bool) {
	w.T.Helper()
	m := w.doomed(fatal)
	for start := time.Now(); !m.Dead(); w.pass(100 * time.Millisecond) {
		require.Less(w.T, time.Since(start), 5*time.Minute, "the worker never came to where it was to die")
	}
	w.transport.CloseIdleConnections()
}

// doomed starts a worker that will die.
func (w *world) doomed(fatal func(at redistest.Moment, command string) bool) *redistest.Mortal {
	w.T.Helper()
	client, m := redistest.NewMortal(w.T, w.Redis, fatal)
	o := w.defaults(w.main(func(a *worker.Account) { a.Vendor = w.client(m) }))
	o.Redis, o.ShutdownTimeout = client, time.Second
	w.Work(o)
	return m
}
