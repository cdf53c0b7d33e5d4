package service_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/service"
	"github.com/trackreg/trackreg/internal/view/metrics"
	"github.com/trackreg/trackreg/internal/webhook"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// receiver takes posts once it is alive, and passes their outcomes on.
func receiver(t *testing.T, alive *atomic.Bool) (url string, got chan webhook.Outcome) {
	got = make(chan webhook.Outcome, 100)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if !alive.Load() {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		var body webhook.Body
		if json.NewDecoder(q.Body).Decode(&body) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		for _, o := range body.Data {
			got <- o
		}
	}))
	t.Cleanup(front.Close)
	return front.URL, got
}

// settings work for the account main against a real Redis and a sandbox.
func settings(t *testing.T, change func(*configs.Account)) configs.Settings {
	vendor := sandbox.New(sandbox.Options{})
	front := httptest.NewServer(vendor)
	t.Cleanup(front.Close)
	s := configs.Defaults()
	s.Redis.URL = redistest.Start(t).URL
	s.HTTP.Listen = ""
	main := s.Accounts[configs.MainAccount]
	main.Key, main.BaseURL, main.RequestsPerSecond = "a-key", front.URL+"/track/v2.4", 1000
	change(&main)
	s.Accounts = map[string]configs.Account{configs.MainAccount: main}
	return s
}

// run runs the service until the test ends.
func run(t *testing.T, b *backend.Backend) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- service.Run(ctx, b, metrics.Build{}, service.Telling{Log: zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.WarnLevel)})
	}()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
		require.NoError(t, b.Close())
	})
}

func TestOutcomesArePostedAndADeadReceiverSlowsNothing(t *testing.T) {
	var alive atomic.Bool
	url, got := receiver(t, &alive)
	b, err := backend.Open(settings(t, func(a *configs.Account) {
		a.Webhook = configs.Webhook{URL: url, Secret: "a secret that is long enough"}
	}), backend.Configured, "")
	require.NoError(t, err)
	watch, err := queue.OpenWatch(t.Context(), b.Redis, configs.MainAccount)
	require.NoError(t, err)
	// The group is made before anything is queued, so that no outcome is older than it.
	require.NoError(t, queue.NewOutcomes(b.Redis, configs.MainAccount, keyspace.WebhookGroup, queue.FollowOptions{Start: "$"}).Begin(t.Context()))
	run(t, b)
	producer := queue.NewProducer(b.Redis)
	for _, payload := range []string{`{"number":"RR123456785CN","_ref":"a"}`, `{"number":"SBX18010012-1","_ref":"b"}`} {
		entry, err := queue.ParseEntry([]byte(payload))
		require.NoError(t, err)
		_, err = producer.Enqueue(t.Context(), entry)
		require.NoError(t, err)
	}
	for seen := 0; seen < 2; {
		deliveries, err := watch.Next(t.Context())
		require.NoError(t, err)
		seen += len(deliveries)
	}
	require.NoError(t, watch.Close(t.Context()))
	alive.Store(true)
	outcomes := map[string]string{}
	for range 2 {
		o := <-got
		outcomes[o.Ref] = o.Outcome
	}
	require.Equal(t, map[string]string{"a": "registered", "b": "rejected"}, outcomes)
}

func TestAReceiverThatIsNoneIsRefused(t *testing.T) {
	b, err := backend.Open(settings(t, func(a *configs.Account) {
		a.Webhook = configs.Webhook{URL: "ftp://example.com", Secret: "a secret that is long enough"}
	}), backend.Configured, "")
	require.NoError(t, err)
	defer b.Close()
	require.ErrorIs(t, service.Run(t.Context(), b, metrics.Build{}, service.Telling{Log: zerolog.Nop()}), webhook.ErrReceiver)
}
