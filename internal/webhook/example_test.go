package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/webhook"
	"github.com/trackreg/trackreg/queue"
)

// receive is all that a receiver in Go needs: nothing of it is ours.
func receive(secret string, take func(id string, outcomes []webhook.Outcome) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err == nil {
			err = verifyPost(r.Header, body, secret)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		var post webhook.Body
		if err := json.Unmarshal(body, &post); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if err := take(r.Header.Get("webhook-id"), post.Data); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable) // it comes again
		}
	}
}

// verifyPost checks that a post was made with the secret, and lately.
func verifyPost(h http.Header, body []byte, secret string) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return err
	}
	sent, err := strconv.ParseInt(h.Get("webhook-timestamp"), 10, 64)
	if err != nil || time.Since(time.Unix(sent, 0)).Abs() > 5*time.Minute {
		return errors.New("the post is too old, or a clock is wrong")
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", h.Get("webhook-id"), h.Get("webhook-timestamp"), body)
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, signature := range strings.Fields(h.Get("webhook-signature")) {
		if hmac.Equal([]byte(signature), []byte(want)) {
			return nil
		}
	}
	return errors.New("no signature fits")
}

func Example() {
	redis, err := redisconn.StartEmbedded() // a service has a real one
	if err != nil {
		panic(err)
	}
	defer redis.Close()
	ctx, stop := context.WithCancel(context.Background())
	receiver := httptest.NewServer(receive("whsec_aGVsbG8=", func(_ string, outcomes []webhook.Outcome) error {
		for _, o := range outcomes {
			fmt.Println(o.Ref, o.Number, o.Outcome)
		}
		stop() // a service goes on
		return nil
	}))
	defer receiver.Close()

	sender, err := webhook.New(webhook.Options{
		Redis: redis.Client(), Account: "main", Me: "process-1",
		Receiver: webhook.Receiver{URL: receiver.URL, Keys: [][]byte{[]byte("hello")}},
		Leader: gate.New(redis.Client(), keyspace.Account("main").Gate(), gate.Options{
			RequestsPerSecond: 3, BatchSize: 40, CallTimeout: 35 * time.Second,
		}),
	})
	if err != nil {
		panic(err)
	}
	group := queue.NewOutcomes(redis.Client(), "main", keyspace.WebhookGroup, queue.FollowOptions{})
	if err := group.Begin(ctx); err != nil { // Run does so too: it is to be there before the outcome
		panic(err)
	}
	err = outlet.NewRecorder(redis.Client()).Record(ctx, []queue.Outcome{{
		Account: "main", Op: queue.Register, Number: "RR123456789CN", Outcome: queue.Registered, Ref: "order-7",
	}})
	if err != nil {
		panic(err)
	}
	fmt.Println(sender.Run(ctx))
	// Output:
	// order-7 RR123456789CN registered
	// <nil>
}
