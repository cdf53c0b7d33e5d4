package worker_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
	"github.com/trackreg/trackreg/worker/internal/workrig"
)

func TestReadyWhileItPulls(t *testing.T) {
	r := workrig.New(t, redistest.Embedded(t), sandbox.Options{})
	w, err := worker.New(r.Options(r.Account("main"), r.Account("eu")))
	require.NoError(t, err)
	require.False(t, w.Ready())
	stop := workrig.Start(t, w)
	defer stop()
	require.Eventually(t, w.Ready, workrig.Patience, workrig.PollEvery)
	stop()
	require.False(t, w.Ready())
}
