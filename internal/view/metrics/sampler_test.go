package metrics_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/metrics"
)

// trouble is a hook by which Redis goes away, or hangs.
type trouble struct {
	away  atomic.Bool
	hangs atomic.Bool
	asked atomic.Int64
}

var errAway = errors.New("redis is away")

func (h *trouble) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (h *trouble) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if err := h.meet(ctx); err != nil {
			cmd.SetErr(err)
			return err
		}
		return next(ctx, cmd)
	}
}

func (h *trouble) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if err := h.meet(ctx); err != nil {
			return err
		}
		return next(ctx, cmds)
	}
}

func (h *trouble) meet(ctx context.Context) error {
	h.asked.Add(1)
	switch {
	case h.away.Load():
		return errAway
	case h.hangs.Load():
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

// inBubble runs a test on a virtual clock with a sampler of two accounts at work.
func inBubble(t *testing.T, test func(t *testing.T, h *trouble, gather func() []*dto.MetricFamily)) {
	synctest.Test(t, func(t *testing.T) {
		rdb, h := redistest.Embedded(t), &trouble{}
		rdb.AddHook(h)
		m := newMetrics()
		s := m.Sample(metrics.SampleOptions{Redis: rdb, Accounts: []metrics.Account{account("main"), account("other")}})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		synctest.Wait()
		test(t, h, func() []*dto.MetricFamily {
			families, err := m.Registry().Gather()
			require.NoError(t, err)
			return families
		})
		cancel()
		require.NoError(t, <-ended)
	})
}

func isShown(families []*dto.MetricFamily, name string) bool {
	for _, f := range families {
		if f.GetName() == name {
			return true
		}
	}
	return false
}

func TestASampleThatGrowsOldSaysSo(t *testing.T) {
	inBubble(t, func(t *testing.T, h *trouble, gather func() []*dto.MetricFamily) {
		time.Sleep(time.Minute + time.Second)
		families := gather()
		require.EqualValues(t, 1, value(t, families, "trackreg_redis_up"))
		require.LessOrEqual(t, value(t, families, "trackreg_sample_age_seconds"), metrics.DefaultEvery.Seconds())

		h.away.Store(true)
		time.Sleep(30 * time.Second)
		families = gather()
		require.Zero(t, value(t, families, "trackreg_redis_up"))
		require.GreaterOrEqual(t, value(t, families, "trackreg_sample_age_seconds"), 30.0)
		require.EqualValues(t, 1, value(t, families, "trackreg_gate_state", "account", "main", "state", "open"), "shown for a minute")

		time.Sleep(metrics.KeptFor)
		families = gather()
		require.GreaterOrEqual(t, value(t, families, "trackreg_sample_age_seconds"), 90.0)
		require.False(t, isShown(families, "trackreg_gate_state"), "what no longer holds is left out")
		require.True(t, isShown(families, "trackreg_calls_total"), "what this process did is not")

		h.away.Store(false)
		time.Sleep(metrics.DefaultEvery)
		synctest.Wait()
		families = gather()
		require.EqualValues(t, 1, value(t, families, "trackreg_redis_up"))
		require.True(t, isShown(families, "trackreg_gate_state"))
	})
}

func TestAProcessThatNeverMetRedisSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rdb, h := redistest.Embedded(t), &trouble{}
		rdb.AddHook(h)
		h.away.Store(true)
		var told error
		m := newMetrics()
		s := m.Sample(metrics.SampleOptions{
			Redis: rdb, Accounts: []metrics.Account{account("main")},
			OnRedis: func(err error) { told = err }, Ready: func() bool { return false },
		})
		time.Sleep(5 * time.Minute)
		s.Take(t.Context())
		require.ErrorIs(t, told, errAway)
		families, err := m.Registry().Gather()
		require.NoError(t, err)
		require.Zero(t, value(t, families, "trackreg_redis_up"))
		require.Zero(t, value(t, families, "trackreg_worker_ready"))
		require.EqualValues(t, 300, value(t, families, "trackreg_sample_age_seconds"))
	})
}

// TestAWorkerIsNotReadyWithoutRedis, as /readyz says; and a process without a worker does not say.
func TestAWorkerIsNotReadyWithoutRedis(t *testing.T) {
	rdb, h := redistest.Embedded(t), &trouble{}
	rdb.AddHook(h)
	ready := func(is func() bool) []*dto.MetricFamily {
		m := newMetrics()
		m.Sample(metrics.SampleOptions{Redis: rdb, Accounts: []metrics.Account{account("main")}, Ready: is}).Take(t.Context())
		families, err := m.Registry().Gather()
		require.NoError(t, err)
		return families
	}
	pulls := func() bool { return true }
	require.EqualValues(t, 1, value(t, ready(pulls), "trackreg_worker_ready"))
	require.False(t, isShown(ready(nil), "trackreg_worker_ready"))
	h.away.Store(true)
	require.Zero(t, value(t, ready(pulls), "trackreg_worker_ready"))
}

func TestAScrapeAsksRedisNothing(t *testing.T) {
	inBubble(t, func(t *testing.T, h *trouble, gather func() []*dto.MetricFamily) {
		before := h.asked.Load()
		for range 100 {
			gather()
		}
		require.Equal(t, before, h.asked.Load())

		h.hangs.Store(true)
		time.Sleep(12 * time.Second) // into a sample that hangs
		began := time.Now()
		gather()
		require.Zero(t, time.Since(began), "it waits for nothing")
		h.hangs.Store(false)
	})
}

func TestImportsThatCannotBeReadAreLeftOutInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMetrics()
		failed := []standing.Import{{Name: "nightly", Account: "main", Runs: []standing.Run{{State: ledger.State{Phase: ledger.Failed, Share: -1}}}}}
		var away error
		s := m.Sample(metrics.SampleOptions{Redis: redistest.Embedded(t), Imports: func(context.Context) ([]standing.Import, error) { return failed, away }})
		take := func() []*dto.MetricFamily {
			s.Take(t.Context())
			families, err := m.Registry().Gather()
			require.NoError(t, err)
			return families
		}
		families := take()
		require.EqualValues(t, 1, value(t, families, "trackreg_imports_phase", "phase", "failed"))
		require.False(t, isShown(families, "trackreg_imports_last_success_timestamp_seconds"), "none has finished")
		require.False(t, isShown(families, "trackreg_imports_read_ratio"), "it is not known")
		away = errAway
		families = take()
		require.Zero(t, value(t, families, "trackreg_redis_up"))
		require.True(t, isShown(families, "trackreg_imports_phase"))
		time.Sleep(metrics.KeptFor)
		require.False(t, isShown(take(), "trackreg_imports_phase"))
	})
}

func TestAGroupsNameMayBeNoText(t *testing.T) {
	rdb, m := redistest.RequireReal(t).Client(), newMetrics()
	for _, name := range []string{"\xff", "\xfe"} {
		require.NoError(t, rdb.XGroupCreateMkStream(t.Context(), keyspace.Account("main").Out(), name, "0").Err())
	}
	m.Sample(metrics.SampleOptions{Redis: rdb, Accounts: []metrics.Account{account("main")}}).Take(t.Context())
	families, err := m.Registry().Gather()
	require.NoError(t, err)
	require.Zero(t, value(t, families, "trackreg_outcomes_lag", "group", `"\xff"`))
}

func TestHandlerSpeaksBothFormats(t *testing.T) {
	m := newMetrics()
	for accept, want := range map[string]string{
		"":           "text/plain",
		"text/plain": "text/plain",
		"application/openmetrics-text; version=1.0.0": "application/openmetrics-text",
	} {
		asked := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		if accept != "" {
			asked.Header.Set("Accept", accept)
		}
		answer := httptest.NewRecorder()
		m.Handler().ServeHTTP(answer, asked)
		require.Equal(t, http.StatusOK, answer.Code)
		require.True(t, strings.HasPrefix(answer.Header().Get("Content-Type"), want), "%q: %s", accept, answer.Header().Get("Content-Type"))
		require.Contains(t, answer.Body.String(), `trackreg_calls_total{account="main",disposition="done"} 0`)
		require.Contains(t, answer.Body.String(), "go_goroutines ")
		require.Contains(t, answer.Body.String(), "process_start_time_seconds ")
	}
}
