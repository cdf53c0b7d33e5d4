package track17

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

const testKey = "ABCDEF0123456789ABCDEF0123456789"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve starts a server and a client of it that is closed when the test ends.
func serve(t *testing.T, handler http.HandlerFunc, change ...func(*Options)) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	options := Options{BaseURL: server.URL + "/track/v2.4/", Key: func() string { return testKey }}
	for _, c := range change {
		c(&options)
	}
	client := NewClient(options)
	t.Cleanup(client.CloseIdleConnections)
	return client
}

func write(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
}

var oneItem = []CallItem{{Number: "A1234", Body: json.RawMessage(`{"number":"A1234"}`)}}

const oneAccepted = `{"code":0,"data":{"accepted":[{"number":"A1234","carrier":3011,"origin":1}]}}`

func TestDoSendsTheItemsUnchanged(t *testing.T) {
	var got *http.Request
	var body []byte
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		write(oneAccepted)(w, r)
	})
	answer := client.Do(t.Context(), Register(), []CallItem{
		{Number: "A1234", Body: json.RawMessage(`{"number":"A1234", "x" : 1.0}`)},
		{Number: "B1", Body: json.RawMessage(`{"number":"B\u0031","tag":""}`)},
	})
	require.Nil(t, answer.Fault)
	require.Equal(t, 200, answer.Status)
	require.Positive(t, answer.Duration)
	require.True(t, answer.Items[0].Accepted)
	require.True(t, answer.Items[1].Missing)
	require.Equal(t, `[{"number":"A1234", "x" : 1.0},{"number":"B\u0031","tag":""}]`, string(body))
	require.Equal(t, "POST /track/v2.4/register", got.Method+" "+got.URL.Path)
	require.Equal(t, testKey, got.Header.Get("17token"))
	require.Equal(t, "application/json", got.Header.Get("Content-Type"))
	require.Equal(t, "trackreg", got.Header.Get("User-Agent"))
}

func TestAnItemThatCannotBeSentSpoilsNothing(t *testing.T) {
	var calls atomic.Int32
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		body, _ := io.ReadAll(r.Body)
		if string(body) != `[{"number":"A1234"}]` {
			w.WriteHeader(http.StatusBadRequest)
		}
		write(oneAccepted)(w, r)
	})
	for bad, number := range map[string]string{
		`{"number":`: "x1234", ``: "x1234", `[]`: "x1234", `null`: "x1234", `{}`: "", `{"number":" "}`: " ", `{"number":"x"},{"number":"y"}`: "x1234",
	} {
		answer := client.Do(t.Context(), Register(), []CallItem{{Number: number, Body: json.RawMessage(bad)}, oneItem[0]})
		require.Nil(t, answer.Fault, bad)
		require.True(t, answer.Items[1].Accepted, bad)
		_, ok := errors.AsType[*ItemError](answer.Items[0].Fault)
		require.True(t, ok, bad)
		require.Equal(t, Reject, Register().Judge(Item, *answer.Items[0].Fault).Do, bad)
	}
	before := calls.Load()
	answer := client.Do(t.Context(), Register(), []CallItem{{Body: json.RawMessage(`{}`)}})
	require.Nil(t, answer.Fault)
	require.Zero(t, answer.Status)
	require.Equal(t, before, calls.Load(), "a call with nothing in it")
}

func TestNoRedirectIsFollowedNorTheKeySentAlong(t *testing.T) {
	var followed atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
	defer elsewhere.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, location := range []string{elsewhere.URL, "", "::not a url"} {
			client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", location)
				w.WriteHeader(status)
			})
			answer := client.Do(t.Context(), Register(), oneItem)
			require.Equal(t, status, answer.Fault.Status)
			require.Equal(t, Hold, Register().Judge(Call, *answer.Fault).Do)
		}
	}
	require.Zero(t, followed.Load())
}

func TestACutAnswerIsBroken(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, oneAccepted)
	})
	answer := client.Do(t.Context(), Register(), oneItem)
	require.ErrorIs(t, answer.Fault, ErrBroken)
	require.ErrorIs(t, answer.Fault, io.ErrUnexpectedEOF)
	require.Equal(t, Again, Register().Judge(Call, *answer.Fault).Do)
}

func TestACutConnectionIsANetworkError(t *testing.T) {
	client := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	answer := client.Do(t.Context(), Register(), oneItem)
	require.Zero(t, answer.Status)
	require.ErrorIs(t, answer.Fault, io.EOF)
	require.Equal(t, Again, Register().Judge(Call, *answer.Fault).Do)
}

func TestAnEndlessAnswerIsCut(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		block := bytes.Repeat([]byte(" "), 64<<10)
		for r.Context().Err() == nil {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}, func(o *Options) { o.MaxAnswer = 1 << 20 })
	answer := client.Do(t.Context(), Register(), oneItem)
	require.ErrorIs(t, answer.Fault, ErrBroken)
	require.ErrorContains(t, answer.Fault, "longer than 1048576 bytes")
}

func TestAGzipBombIsCut(t *testing.T) {
	var packed bytes.Buffer
	pack := gzip.NewWriter(&packed)
	_, err := pack.Write(make([]byte, 4<<20))
	require.NoError(t, err)
	require.NoError(t, pack.Close())
	require.Less(t, packed.Len(), 64<<10)
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(packed.Bytes())
	}, func(o *Options) { o.MaxAnswer = 1 << 20 })
	require.ErrorContains(t, client.Do(t.Context(), Register(), oneItem).Fault, "longer than 1048576 bytes")
}

func TestAPackedAnswerIsRead(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		pack := gzip.NewWriter(w)
		_, _ = io.WriteString(pack, oneAccepted)
		_ = pack.Close()
	})
	require.True(t, client.Do(t.Context(), Register(), oneItem).Items[0].Accepted)
}

func TestAnAnswerOfTheLimitIsRead(t *testing.T) {
	client := serve(t, write(oneAccepted), func(o *Options) { o.MaxAnswer = int64(len(oneAccepted)) })
	require.Nil(t, client.Do(t.Context(), Register(), oneItem).Fault)
}

func TestConnectionsAreKept(t *testing.T) {
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(write(oneAccepted))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	client := NewClient(Options{BaseURL: server.URL, Key: func() string { return testKey }})
	defer client.CloseIdleConnections()
	for range 20 {
		require.Nil(t, client.Do(t.Context(), Register(), oneItem).Fault)
	}
	require.EqualValues(t, 1, opened.Load())
}

func TestAKeyThatChangesIsTakenUp(t *testing.T) {
	key := "first-key"
	var got string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r.Header.Get("17token") },
		func(o *Options) { o.Key = func() string { return key } })
	client.Do(t.Context(), Register(), oneItem)
	require.Equal(t, "first-key", got)
	key = " second-key\n" // as a file has it
	client.Do(t.Context(), Register(), oneItem)
	require.Equal(t, "second-key", got)
}

func TestWhatCannotBeCalledHoldsTheAccount(t *testing.T) {
	tests := map[string]Options{
		"no key":       {BaseURL: "http://127.0.0.1:1"},
		"a broken key": {BaseURL: "http://127.0.0.1:1", Key: func() string { return "qqqq\nzzzz" }},
		"two words":    {BaseURL: "http://127.0.0.1:1", Key: func() string { return "qqqq zzzz" }},
		"a key of DEL": {BaseURL: "http://127.0.0.1:1", Key: func() string { return "qqqq\x7fzzzz" }},
		"no host":      {BaseURL: "nowhere", Key: func() string { return testKey }},
		"no HTTP":      {BaseURL: "ftp://127.0.0.1", Key: func() string { return testKey }},
		"no address":   {BaseURL: "http://[::1", Key: func() string { return testKey }},
	}
	for name, options := range tests {
		t.Run(name, func(t *testing.T) {
			answer := NewClient(options).Do(t.Context(), Register(), oneItem)
			require.ErrorIs(t, answer.Fault, ErrSettings)
			require.Equal(t, Hold, Register().Judge(Call, *answer.Fault).Do)
			require.NotContains(t, answer.Fault.Error(), "qqqq")
		})
	}
}

// transportFunc answers without a network.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func with(transport transportFunc) *Client {
	return NewClient(Options{BaseURL: "http://track.example", Key: func() string { return testKey }, Transport: transport})
}

func TestAHangingCallEndsAtTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := with(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		answer := client.Do(t.Context(), Register(), oneItem)
		require.Equal(t, DefaultTimeout, answer.Duration)
		require.ErrorIs(t, answer.Fault, context.DeadlineExceeded)
		require.Equal(t, NoRetryAfter, answer.Fault.RetryAfter)
		require.Equal(t, Again, Register().Judge(Call, *answer.Fault).Do)
	})
}

// dripping gives a byte a second until its call ends.
type dripping struct{ ctx context.Context }

func (d dripping) Read(p []byte) (int, error) {
	select {
	case <-time.After(time.Second):
		p[0] = ' '
		return 1, nil
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	}
}

func TestADrippingAnswerEndsAtTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := with(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Body: io.NopCloser(dripping{r.Context()})}, nil
		})
		answer := client.Do(t.Context(), Register(), oneItem)
		require.Equal(t, DefaultTimeout, answer.Duration)
		require.ErrorIs(t, answer.Fault, ErrBroken)
		require.ErrorIs(t, answer.Fault, context.DeadlineExceeded)
	})
}

func TestTheCallersContextEndsTheCall(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	client := with(func(r *http.Request) (*http.Response, error) {
		cancel()
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	require.ErrorIs(t, client.Do(ctx, Register(), oneItem).Fault, context.Canceled)
}

// Nothing that a person may print, log or read holds the key.
func TestTheKeyIsNowhereButInTheHeader(t *testing.T) {
	echo := `{"code":-18010002,"message":"` + testKey + `","data":{"errors":[{"code":-18010002,"message":"Invalid key ` + strings.ToLower(testKey) + `."}]}}`
	transports := map[string]transportFunc{
		"echoed in a message":  answering(401, echo),
		"echoed in HTML":       answering(502, "<html>"+testKey),
		"echoed in cut JSON":   answering(200, `{"code":0,"data":"`+testKey),
		"echoed for an item":   answering(200, `{"code":0,"data":{"rejected":[{"number":"A1234","error":{"code":-18010011,"message":"The value of data '`+testKey+`' is invalid."}}]}}`),
		"in a transport error": failing(fmt.Errorf("dump: 17token: %s: %w", testKey, io.ErrClosedPipe)),
		"in an address": failing(&url.Error{Op: "Post", URL: "http://" + testKey + "/x",
			Err: fmt.Errorf("proxy %s: %w", testKey, io.ErrClosedPipe)}),
	}
	for name, transport := range transports {
		t.Run(name, func(t *testing.T) {
			client := with(transport)
			answer := client.Do(t.Context(), Register(), oneItem)
			fault := answer.Fault
			if fault == nil {
				fault = answer.Items[0].Fault
			}
			_, err := client.Quota(t.Context())
			require.Error(t, err)
			texts := []any{client, *client, answer, *fault, fault, err, fault.Err, errors.Unwrap(err), Explain(*fault, Rule{})}
			for _, text := range texts {
				for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
					require.NotContains(t, strings.ToUpper(fmt.Sprintf(verb, text)), testKey)
				}
			}
			if strings.HasPrefix(name, "in a") {
				require.ErrorIs(t, fault, io.ErrClosedPipe)
				require.NotContains(t, fault.Error(), "http://")
			}
		})
	}
}

func answering(status int, body string) transportFunc {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

func failing(err error) transportFunc {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

func TestQuotaAsksWithAnEmptyList(t *testing.T) {
	var path, body string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		sent, _ := io.ReadAll(r.Body)
		path, body = r.URL.Path, string(sent)
		write(`{"code":0,"data":{"quota_remain":12}}`)(w, r)
	})
	quota, err := client.Quota(t.Context())
	require.NoError(t, err)
	require.Equal(t, "/track/v2.4/getquota []", path+" "+body)
	require.EqualValues(t, 12, quota.Remain)
}

func TestAQuotaThatIsRefusedIsAFault(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	_, err := client.Quota(t.Context())
	fault, ok := errors.AsType[*Fault](err)
	require.True(t, ok)
	require.Equal(t, Throttle, Register().Judge(Call, *fault).Do)
	require.Equal(t, 3*time.Second, fault.RetryAfter)
}
