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
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/streams"
	"github.com/trackreg/trackreg/internal/webhook"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// post is one request that the receiver saw.
type post struct {
	path   string
	header http.Header
	body   []byte
	at     time.Time
}

// receiver is an HTTP server in memory, for a bubble with a virtual clock.
type receiver struct {
	t *testing.T

	mu     sync.Mutex
	pipe   *sandbox.Pipe
	server *http.Server
	answer http.HandlerFunc // what it does after noting a post
	posts  []post
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{t: t}
	r.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	r.start()
	t.Cleanup(r.kill)
	return r
}

// start has it listen; kill ends it and all its connections at once.
func (r *receiver) start() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pipe = sandbox.NewPipe()
	r.server = &http.Server{Handler: r}
	server, pipe := r.server, r.pipe
	go func() { _ = server.Serve(pipe) }()
}

func (r *receiver) kill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.pipe.Close()
	_ = r.server.Close()
}

func (r *receiver) answers(f http.HandlerFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = f
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return
	}
	r.mu.Lock()
	r.posts = append(r.posts, post{q.URL.Path, q.Header, body, time.Now()})
	answer := r.answer
	r.mu.Unlock()
	answer(w, q)
}

// transport reaches the receiver whatever the address.
func (r *receiver) transport() *http.Transport {
	return &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		r.mu.Lock()
		pipe := r.pipe
		r.mu.Unlock()
		return pipe.Dial(ctx, network, address)
	}}
}

func (r *receiver) seen() []post {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.posts)
}

// until waits, by the bubble's clock, until n posts were seen.
//
//trackreg:sleeps in a bubble
func (r *receiver) until(n int) []post {
	r.t.Helper()
	for range 1_000_000 {
		if posts := r.seen(); len(posts) >= n {
			return posts
		}
		time.Sleep(10 * time.Millisecond)
	}
	require.FailNow(r.t, "posts are missing", "%d of %d", len(r.seen()), n)
	return nil
}

// refs are those of the outcomes in the posts, in order.
func refs(t *testing.T, posts ...post) []string {
	t.Helper()
	var all []string
	for _, p := range posts {
		var body webhook.Body
		require.NoError(t, json.Unmarshal(p.body, &body))
		require.Equal(t, webhook.Type, body.Type)
		for _, o := range body.Data {
			all = append(all, o.Ref)
		}
	}
	return all
}

// verify is a receiver's check, written from the specification alone.
func verify(p post, secret string) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s.%s.%s", p.header.Get("webhook-id"), p.header.Get("webhook-timestamp"), p.body)
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	if !slices.Contains(strings.Split(p.header.Get("webhook-signature"), " "), want) {
		return errors.New("no signature fits")
	}
	return nil
}

// rig is what a sender works with.
type rig struct {
	t   *testing.T
	rdb redis.UniversalClient
	log *logged
}

// logged keeps the lines of a log.
type logged struct {
	mu    sync.Mutex
	lines []string
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, string(p))
	return len(p), nil
}

func (l *logged) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.lines)
}

func newRig(t *testing.T, rdb redis.UniversalClient) *rig {
	return &rig{t: t, rdb: rdb, log: &logged{}}
}

// record writes outcomes with these refs.
func (r *rig) record(refs ...string) {
	r.t.Helper()
	var batch []queue.Outcome
	for _, ref := range refs {
		batch = append(batch, queue.Outcome{
			Task: "t" + ref, Account: "main", Op: queue.Register, Number: "RR123456789CN",
			Carrier: 3011, Outcome: queue.Registered, Ref: ref, Attempts: 1,
		})
	}
	require.NoError(r.t, outlet.NewRecorder(r.rdb).Record(context.Background(), batch))
}

// send runs a sender as the process me; stop ends it and waits for its end.
func (r *rig) send(me string, to *receiver, change ...func(*webhook.Options)) (stop func()) {
	r.t.Helper()
	o := webhook.Options{
		Redis: r.rdb, Account: "main", Me: me,
		Leader:   gate.New(r.rdb, keyspace.Account("main").Gate(), gate.Options{RequestsPerSecond: 3, BatchSize: 40, CallTimeout: time.Second}),
		Receiver: webhook.Receiver{URL: "http://receiver.invalid/hook", Keys: [][]byte{[]byte("hello")}},
		Log:      zerolog.New(r.log),
	}
	if to != nil {
		o.Transport = to.transport()
	}
	for _, do := range change {
		do(&o)
	}
	sender, err := webhook.New(o)
	require.NoError(r.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- sender.Run(ctx) }()
	require.Eventually(r.t, func() bool {
		groups, _ := r.rdb.XInfoGroups(context.Background(), keyspace.Account("main").Out()).Result()
		return len(groups) == 1
	}, time.Minute, time.Millisecond)
	stopped := sync.OnceFunc(func() {
		cancel()
		require.NoError(r.t, <-ended)
	})
	r.t.Cleanup(stopped)
	return stopped
}

// lag is what the group has not acknowledged.
func (r *rig) lag() int64 {
	lag, err := streams.ReadLag(context.Background(), r.rdb, "main", keyspace.WebhookGroup)
	require.NoError(r.t, err)
	return lag.Outcomes
}

// readPost reads a request as a receiver does.
func readPost(t *testing.T, q *http.Request) post {
	t.Helper()
	body, err := io.ReadAll(q.Body)
	require.NoError(t, err)
	return post{path: q.URL.Path, header: q.Header, body: body}
}
