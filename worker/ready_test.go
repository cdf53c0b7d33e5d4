package worker_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
)

func TestReadyWhileItPulls(t *testing.T) {
	r := newRig(t, sandbox.Options{})
	w, err := worker.New(r.options(r.account("main"), r.account("eu")))
	require.NoError(t, err)
	require.False(t, w.Ready())
	stop := start(t, w)
	defer stop()
	require.Eventually(t, w.Ready, patience, pollEvery)
	stop()
	require.False(t, w.Ready())
}
