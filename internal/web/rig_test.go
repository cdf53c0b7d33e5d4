package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/trackreg/trackreg/internal/web"
	"github.com/trackreg/trackreg/internal/web/browsertest"
	"github.com/trackreg/trackreg/queue"
)

// chromium is one for all tests.
var chromium browsertest.Browser

func TestMain(m *testing.M) { goleak.VerifyTestMain(chromium.Around(m)) }

const token = "open-sesame"

// rig is a server and a client that holds each answer to the server's description.
type rig struct {
	t     testing.TB
	url   string
	rdb   redis.UniversalClient
	http  *http.Client
	judge *judge
	log   *bytes.Buffer
	stop  func()
}

// serve runs a server on a free port of the loopback interface until the test ends.
func serve(t testing.TB, rdb redis.UniversalClient, change ...func(*web.Options)) *rig {
	t.Helper()
	r := &rig{t: t, rdb: rdb, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}, log: &bytes.Buffer{}}
	o := web.Options{
		Listen: "127.0.0.1:0", Redis: rdb, Accounts: []string{"main", "shop"},
		Token: func() string { return token }, Log: zerolog.New(zerolog.SyncWriter(r.log)),
	}
	for _, do := range change {
		do(&o)
	}
	server, err := web.Listen(t.Context(), o)
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(server.Addr().String())
	require.NoError(t, err)
	r.url = "http://127.0.0.1:" + port
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	r.stop = sync.OnceFunc(func() {
		r.http.CloseIdleConnections()
		cancel()
		require.NoError(t, <-ended)
	})
	t.Cleanup(r.stop)
	return r
}

// described has every answer of the rig judged.
func (r *rig) described() *rig {
	t := r.t.(*testing.T)
	text := r.do("GET", "/api/v1/openapi.json", "").body
	r.judge = newJudge(t, text)
	return r
}

// reply is an answer that has been read.
type reply struct {
	status int
	header http.Header
	body   []byte
}

type change = func(*http.Request)

func header(name, value string) change { return func(r *http.Request) { r.Header.Set(name, value) } }

// do makes a request with the token, of JSON if there is a body, and reads the answer.
func (r *rig) do(method, path, body string, changes ...change) reply {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, strings.NewReader(body))
	require.NoError(r.t, err)
	request.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for _, do := range changes {
		do(request)
	}
	answer, err := r.http.Do(request)
	require.NoError(r.t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(r.t, err)
	if t, ok := r.t.(*testing.T); ok && r.judge != nil {
		r.judge.answer(t, request, []byte(body), answer.StatusCode, answer.Header, text)
	}
	return reply{answer.StatusCode, answer.Header, text}
}

// post sends items.
func (r *rig) post(path, body string, changes ...change) reply {
	r.t.Helper()
	return r.do("POST", "/api/v1/numbers"+path, body, changes...)
}

// accepts says whether items are taken now. It asserts nothing, so that it can be asked again and again.
func (r *rig) accepts(body string) bool {
	request, err := http.NewRequest("POST", r.url+"/api/v1/numbers", strings.NewReader(body))
	if err != nil {
		return false
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	answer, err := r.http.Do(request)
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusAccepted
}

var ndjson = header("Content-Type", "application/x-ndjson")

// answered is an answer of the intake.
type answered struct {
	Error, Mend, Account, Queue          string
	Enqueued, Duplicate, Invalid, Failed int
	Results                              []answeredItem
}

type answeredItem struct {
	Index                       int
	Task, Status, Field, Reason string
	Error, Mend                 string // of the last line
}

func (p reply) answered(t *testing.T) answered {
	t.Helper()
	require.Equal(t, "application/json", p.header.Get("Content-Type"))
	var a answered
	require.NoError(t, json.Unmarshal(p.body, &a), "%s", p.body)
	return a
}

// lines are the results of an NDJSON answer.
func (p reply) lines(t *testing.T) []answeredItem {
	t.Helper()
	require.Equal(t, "application/x-ndjson", p.header.Get("Content-Type"), "%d %s", p.status, p.body)
	var all []answeredItem
	for line := range bytes.Lines(p.body) {
		var item answeredItem
		require.NoError(t, json.Unmarshal(line, &item), "%s", line)
		all = append(all, item)
	}
	return all
}

func statuses(items []answeredItem) []string {
	var all []string
	for _, it := range items {
		all = append(all, it.Status)
	}
	return all
}

// pending counts what waits in the queues.
func (r *rig) pending(queues ...string) int64 {
	r.t.Helper()
	counts, err := queue.ReadCounts(context.Background(), r.rdb, queues...)
	require.NoError(r.t, err)
	var n int64
	for _, c := range counts {
		n += c.Pending
	}
	return n
}

const patience = time.Minute
