package sandbox_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
)

// inBubble serves a sandbox over a pipe in a bubble of virtual time.
func inBubble(t *testing.T, options sandbox.Options, test func(t *testing.T, v *vendor)) {
	synctest.Test(t, func(t *testing.T) {
		server := sandbox.New(options)
		pipe := sandbox.NewPipe()
		front := &http.Server{Handler: server}
		served := make(chan error, 1)
		go func() { served <- front.Serve(pipe) }()
		transport := &http.Transport{DialContext: pipe.Dial}
		test(t, &vendor{Server: server, tb: t, url: "http://sandbox", client: &http.Client{Transport: transport}})
		transport.CloseIdleConnections()
		require.NoError(t, server.Close())
		require.NoError(t, front.Close())
		require.ErrorIs(t, <-served, http.ErrServerClosed)
	})
}

func TestServiceTime(t *testing.T) {
	inBubble(t, sandbox.DefaultOptions(), func(t *testing.T, v *vendor) {
		begin := time.Now()
		v.register(s10(1))
		require.Equal(t, 200*time.Millisecond, time.Since(begin))
		v.getQuota()
		v.getQuota()
		begin = time.Now()
		require.Equal(t, 429, v.getQuota().status)
		require.Zero(t, time.Since(begin), "a refused call costs the vendor no work")
	})
}

func TestServiceTimeAndJitterOfASpan(t *testing.T) {
	options := sandbox.Options{
		Service: sandbox.Span{Min: time.Second, Max: 2 * time.Second},
		Jitter:  sandbox.Span{Max: 50 * time.Millisecond},
	}
	inBubble(t, options, func(t *testing.T, v *vendor) {
		seen := map[time.Duration]bool{}
		for n := range 20 {
			begin := time.Now()
			v.register(s10(n))
			took := time.Since(begin)
			require.GreaterOrEqual(t, took, time.Second)
			require.LessOrEqual(t, took, 2050*time.Millisecond)
			seen[took] = true
			require.LessOrEqual(t, v.Calls(key)[n].At.Sub(begin), 50*time.Millisecond)
		}
		require.Greater(t, len(seen), 10)
	})
}

func TestClientThatGoesAwayIsChargedAllTheSame(t *testing.T) {
	inBubble(t, sandbox.Options{Service: sandbox.Span{Min: time.Minute}}, func(t *testing.T, v *vendor) {
		v.client.Timeout = time.Second
		_, err := v.call("/track/v2.4/register", key, list(s10(1)))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		v.requireRegistered(1)
	})
}

func TestClientThatGoesAwayOnTheWayNeverArrives(t *testing.T) {
	inBubble(t, sandbox.Options{Jitter: sandbox.Span{Min: time.Minute}}, func(t *testing.T, v *vendor) {
		v.client.Timeout = time.Second
		_, err := v.call("/track/v2.4/register", key, list(s10(1)))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		synctest.Wait()
		require.Zero(t, v.Summary(key).Calls)
	})
}

func TestHangForATime(t *testing.T) {
	inBubble(t, sandbox.Options{}, func(t *testing.T, v *vendor) {
		require.NoError(t, v.Script(
			sandbox.Fault{Act: sandbox.Hang, For: 30 * time.Second, Times: 1},
			sandbox.Fault{Act: sandbox.Fail, Status: 503, For: time.Minute, Times: 1}))
		begin := time.Now()
		require.Len(t, v.register(s10(1)).Data.Accepted, 1)
		require.Equal(t, 30*time.Second, time.Since(begin))
		require.Equal(t, 503, v.register(s10(2)).status)
		require.Equal(t, 90*time.Second, time.Since(begin))
		require.Len(t, v.register("SBXSLOW010-1").Data.Accepted, 1)
		require.Equal(t, 100*time.Second, time.Since(begin))
	})
}

func TestPipeThatIsClosed(t *testing.T) {
	pipe := sandbox.NewPipe()
	require.NoError(t, pipe.Close())
	require.NoError(t, pipe.Close())
	_, err := pipe.Dial(t.Context(), "", "")
	require.ErrorContains(t, err, "closed")
	require.Equal(t, "pipe", pipe.Addr().String())

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = sandbox.NewPipe().Dial(ctx, "", "")
	require.ErrorIs(t, err, context.Canceled)
}

func TestRateUnderConcurrentCalls(t *testing.T) {
	options := sandbox.Options{Rate: 3, Jitter: sandbox.Span{Max: 3 * time.Second}}
	inBubble(t, options, func(t *testing.T, v *vendor) {
		statuses := make(chan int, 60)
		for n := range 60 {
			go func() {
				got, err := v.call("/track/v2.4/register", key, strings.Clone(list(s10(n))))
				if err != nil {
					got.status = -1
				}
				statuses <- got.status
			}()
		}
		passed := 0
		for range 60 {
			status := <-statuses
			require.Contains(t, []int{200, 429}, status)
			if status == 200 {
				passed++
			}
		}
		v.requireRegistered(passed)
		require.InDelta(t, 9, passed, 3, "3 calls a second in 3 s, whatever their order")
	})
}
