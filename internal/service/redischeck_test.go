package service_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/service"
	"github.com/trackreg/trackreg/internal/view/metrics"
)

// logOf runs the service on a Redis until its log holds what is awaited, and returns the log.
func logOf(t *testing.T, url, awaited string, meanwhile func()) string {
	t.Helper()
	s := settings(t, func(*configs.Account) {})
	s.Redis.URL = url
	b, err := backend.Open(s, backend.Configured, "")
	require.NoError(t, err)
	defer b.Close()
	var log buffer
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- service.Run(ctx, b, metrics.Build{}, service.Telling{Log: zerolog.New(&log)}) }()
	meanwhile()
	require.Eventually(t, func() bool { return strings.Contains(log.text(), awaited) }, time.Minute, 10*time.Millisecond)
	cancel()
	require.NoError(t, <-ended)
	return log.text()
}

func TestTheStartWarnsOfARedisThatLosesTasks(t *testing.T) {
	server := redistest.RequireReal(t, redistest.Args("--maxmemory", "1gb", "--maxmemory-policy", "allkeys-lru"))
	log := logOf(t, server.URL, "appendonly yes", func() {})
	require.Equal(t, 1, strings.Count(log, "set it to noeviction"), log)
	require.Contains(t, log, `"about":"eviction","serious":true`)
}

func TestTheStartWarnsOfNothingWhereAllIsWell(t *testing.T) {
	server := redistest.RequireReal(t, redistest.AppendOnly())
	require.NotContains(t, logOf(t, server.URL, `"message":"redis"`, func() {}), "endangers")
}

func TestARedisThatIsAwayIsCheckedWhenItIsBack(t *testing.T) {
	server := redistest.RequireReal(t)
	server.Kill()
	logOf(t, server.URL, "appendonly yes", server.Restart)
}

func TestARedisThatMayNotBeAskedIsNoTrouble(t *testing.T) {
	server := redistest.RequireReal(t)
	rules := append([]string{"on", ">hush", "resetchannels"}, strings.Fields(strings.TrimSuffix(redistrouble.WorkerACL, " +info"))...)
	require.NoError(t, server.Client().ACLSetUser(t.Context(), "worker", rules...).Err())
	logOf(t, "redis://worker:hush@"+server.Addr, "give this user +info", func() {})
}

// buffer is a log that is read while more is written.
type buffer struct {
	mu   sync.Mutex
	said bytes.Buffer
}

func (b *buffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said.Write(line)
}

func (b *buffer) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said.String()
}
