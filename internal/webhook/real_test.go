package webhook_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/webhook"
)

// TestRedisThatComesBackIsFollowedOn goes over real sockets with TLS, in real time.
func TestRedisThatComesBackIsFollowedOn(t *testing.T) {
	server := redistest.RequireReal(t, redistest.AppendOnly())
	r := newRig(t, server.Client())
	got := make(chan []string, 100)
	front := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		got <- refs(t, readPost(t, q))
	}))
	defer front.Close()
	r.send("a", nil, func(o *webhook.Options) {
		o.Receiver.URL = front.URL
		o.Transport = front.Client().Transport
	})
	r.record("1")
	require.Equal(t, []string{"1"}, <-got)
	server.Kill()
	server.Restart()
	r.record("2")
	for { // "1" comes again if the kill met its acknowledgement
		select {
		case batch := <-got:
			if batch[len(batch)-1] == "2" {
				return
			}
		case <-time.After(time.Minute):
			require.FailNow(t, "the outcome did not come")
		}
	}
}
