package service

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/worker"
)

func TestCallsAreSummedUpOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said bytes.Buffer
		s := newSummary(zerolog.New(&said))
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		for range 170 {
			s.call(worker.Call{Account: "main", Accepted: 39, Failed: 1})
			time.Sleep(340 * time.Millisecond)
		}
		s.call(worker.Call{Account: "eu", Kept: 40})
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		require.Equal(t, []string{
			`{"level":"info","account":"eu","calls":1,"accepted":0,"failed":0,"kept":40,"over":"1m 0s","message":"calls"}`,
			`{"level":"info","account":"main","calls":170,"accepted":6630,"failed":170,"kept":0,"over":"1m 0s","message":"calls"}`,
		}, strings.Split(strings.TrimSpace(said.String()), "\n"), "minutes without calls have no line")

		s.call(worker.Call{Account: "main", Accepted: 1})
		time.Sleep(time.Second)
		cancel()
		require.NoError(t, <-ended)
		require.Contains(t, said.String(), `"account":"main","calls":1,"accepted":1,"failed":0,"kept":0,"over":"58s"`)
	})
}
