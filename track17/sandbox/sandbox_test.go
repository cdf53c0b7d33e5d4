package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// key is the account of tests that need one.
const key = "demo-key"

// vendor is a sandbox behind a real HTTP server.
type vendor struct {
	*sandbox.Server
	tb     testing.TB
	url    string
	client *http.Client
}

func start(tb testing.TB, options sandbox.Options) *vendor {
	server := sandbox.New(options)
	front := httptest.NewServer(server)
	tb.Cleanup(func() {
		_ = server.Close()
		front.Close()
	})
	client := front.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &vendor{Server: server, tb: tb, url: front.URL, client: client}
}

// answer is what a call was answered with.
type answer struct {
	status int
	header http.Header
	text   string

	Code track17.Code `json:"code"`
	Data struct {
		Accepted []accepted `json:"accepted"`
		Rejected []rejected `json:"rejected"`
		Errors   []problem  `json:"errors"`
		sandbox.Quota
	} `json:"data"`
}

type accepted struct {
	Origin  int
	Number  string
	Tag     string
	Carrier any
}

type rejected struct {
	Number  string
	Carrier any
	Error   problem
}

type problem struct {
	Code    track17.Code
	Message string
}

// call makes one call; the error is the transport's.
func (v *vendor) call(path, token, body string) (answer, error) {
	request, err := http.NewRequest(http.MethodPost, v.url+path, strings.NewReader(body))
	require.NoError(v.tb, err)
	request.Header.Set("17token", token)
	response, err := v.client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	got := answer{status: response.StatusCode, header: response.Header, text: string(text)}
	if err == nil {
		_ = json.Unmarshal(text, &got) // a test that wants JSON looks at what came of it
	}
	return got, err
}

// register registers numbers, which may be numbers alone or whole objects.
func (v *vendor) register(items ...string) answer {
	v.tb.Helper()
	got, err := v.call("/track/v2.4/register", key, list(items...))
	require.NoError(v.tb, err)
	return got
}

// rejection registers one item and returns the code it is rejected with.
func (v *vendor) rejection(item string) track17.Code {
	v.tb.Helper()
	got := v.register(item)
	require.Len(v.tb, got.Data.Rejected, 1, got.text)
	require.Empty(v.tb, got.Data.Accepted)
	return got.Data.Rejected[0].Error.Code
}

func (v *vendor) getQuota() answer {
	v.tb.Helper()
	got, err := v.call("/track/v2.4/getquota", key, "[]")
	require.NoError(v.tb, err)
	return got
}

// list writes the body of a register call.
func list(items ...string) string {
	for i, item := range items {
		if !strings.HasPrefix(item, "{") {
			items[i] = fmt.Sprintf(`{"number":%q}`, item)
		}
	}
	return "[" + strings.Join(items, ",") + "]"
}

// s10 returns the nth number of the Chinese post.
func s10(n int) string { return fmt.Sprintf("RR%09dCN", n) }

// s10s returns so many of them.
func s10s(from, count int) []string {
	numbers := make([]string, count)
	for i := range numbers {
		numbers[i] = s10(from + i)
	}
	return numbers
}

// clock is a clock that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock {
	return &clock{now: time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// direct makes a call without a network.
func direct(server http.Handler, token, call, body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, "/track/v2.4/"+call, bytes.NewBufferString(body))
	request.Header.Set("17token", token)
	recorder := httptest.NewRecorder()
	server.ServeHTTP(recorder, request)
	return recorder
}
