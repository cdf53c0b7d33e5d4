package worker_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/webhook"
	"github.com/trackreg/trackreg/worker"
)

func TestOutcomesArePostedAndADeadReceiverSlowsNothing(t *testing.T) {
	r := newRig(t, sandbox.Options{})
	var alive atomic.Bool
	got := make(chan webhook.Outcome, 100)
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
	defer front.Close()
	o := r.options(r.account("main", func(a *worker.Account) {
		a.Webhook = &webhook.Receiver{URL: front.URL, Keys: [][]byte{[]byte("k")}}
	}))
	o.Webhooks = true
	r.work(o)
	ids := r.enqueue("main", `{"number":"RR123456785CN","_ref":"a"}`, `{"number":"SBX18010012-1","_ref":"b"}`)
	r.await("main", ids...)
	alive.Store(true)
	outcomes := map[string]string{}
	for range ids {
		o := <-got
		outcomes[o.Ref] = o.Outcome
	}
	require.Equal(t, map[string]string{"a": "registered", "b": "rejected"}, outcomes)
}

func TestNewRefusesAReceiverThatIsNone(t *testing.T) {
	r := newRig(t, sandbox.Options{})
	_, err := worker.New(r.options(r.account("main", func(a *worker.Account) { a.Webhook = &webhook.Receiver{} })))
	require.ErrorIs(t, err, webhook.ErrReceiver)
}

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
