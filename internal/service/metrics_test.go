package service_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/queue"
)

// unusedAddr is an address that nothing listens on.
func unusedAddr(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

// scrape asks for the metrics without a token.
func scrape(t require.TestingT, addr string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/metrics", nil)
	require.NoError(t, err)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(request)
	if err != nil {
		return ""
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return string(text)
}

func TestMetricsAreServedWithoutAToken(t *testing.T) {
	s := settings(t, func(*configs.Account) {})
	s.HTTP.Listen = unusedAddr(t)
	s.HTTP.Token = "a-token"
	s.Imports = []configs.Import{{Name: "nightly", Account: "main"}}
	b, err := backend.Open(s, backend.Configured, "")
	require.NoError(t, err)
	require.NoError(t, ledger.New(b.Redis, "main", "nightly").Add(t.Context(), "nightly@2026-11-24T02:00", ledger.Order{}))
	run(t, b)
	entry, err := queue.FromFields([]queue.Field{{Name: "number", Value: "RR123456785CN"}})
	require.NoError(t, err)
	_, err = queue.NewProducer(b.Redis).Enqueue(t.Context(), entry)
	require.NoError(t, err)

	var text string
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		text = scrape(c, s.HTTP.Listen)
		require.True(c, lines(text)[`trackreg_numbers_total{account="main",outcome="registered"} 1`], text)
		require.True(c, lines(text)[`trackreg_failures{account="main"} 0`], text)
	}, 30*time.Second, 20*time.Millisecond)
	for _, line := range []string{
		`trackreg_calls_total{account="main",disposition="done"} 1`,
		`trackreg_slot_wait_seconds_count{account="main",class="live"} 1`,
		`trackreg_gate_state{account="main",state="open"} 1`,
		`trackreg_imports_phase{account="main",import="nightly",phase="waiting"} 1`,
		`trackreg_outcomes_max{account="main"} 1e+06`,
		`trackreg_redis_up 1`,
		`trackreg_worker_ready 1`,
	} {
		require.Contains(t, lines(text), line)
	}
	require.NotContains(t, text, "a-key")
}

// lines are those of a text.
func lines(text string) map[string]bool {
	all := map[string]bool{}
	for line := range strings.SplitSeq(text, "\n") {
		all[line] = true
	}
	return all
}
