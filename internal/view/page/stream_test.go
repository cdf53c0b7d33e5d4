package page_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/view/page"
	"github.com/trackreg/trackreg/internal/view/page/board"
	"github.com/trackreg/trackreg/internal/web/caller"
)

// pipes are connections through memory: what is not read holds up the writer at once.
type pipes struct{ come chan net.Conn }

func (l pipes) Accept() (net.Conn, error) {
	c, more := <-l.come
	if !more {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (l pipes) Close() error   { return nil }
func (l pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// ask sends a request on a connection of its own.
func (l pipes) ask(path string) net.Conn {
	client, server := net.Pipe()
	l.come <- server
	_, _ = io.WriteString(client, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\n\r\n")
	return client
}

// answer reads the head of the answer.
func answer(t *testing.T, c net.Conn) *http.Response {
	a, err := http.ReadResponse(bufio.NewReader(c), nil)
	require.NoError(t, err)
	return a
}

// virtual runs a page on a virtual clock.
func virtual(t *testing.T, test func(t *testing.T, l pipes)) {
	synctest.Test(t, func(t *testing.T) {
		p := page.New(page.Options{Redis: redistest.Embedded(t), Accounts: []page.Account{
			{Name: "main", Gate: gate.Options{RequestsPerSecond: 3, BatchSize: 40}},
		}})
		l := pipes{make(chan net.Conn)}
		everybody := http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			p.ServeHTTP(w, q.WithContext(caller.With(q.Context(), caller.Caller{Rights: []configs.Right{configs.MayRead}})))
		})
		server := &http.Server{Handler: everybody, WriteTimeout: 30 * time.Second}
		ctx, cancel := context.WithCancel(t.Context())
		ended, served := make(chan error, 1), make(chan error, 1)
		go func() { ended <- p.Run(ctx) }()
		go func() { served <- server.Serve(l) }()
		time.Sleep(3 * time.Second)
		test(t, l)
		cancel()
		require.NoError(t, <-ended)
		close(l.come)
		<-served
		require.NoError(t, server.Close())
	})
}

func TestAThousandClientsThatDoNotReadHurtNobody(t *testing.T) {
	virtual(t, func(t *testing.T, l pipes) {
		var all []net.Conn
		for range 1000 {
			all = append(all, l.ask("/api/v1/events?account=main"))
		}
		synctest.Wait()
		refused := l.ask("/api/v1/events?account=main")
		a := answer(t, refused)
		require.Equal(t, http.StatusServiceUnavailable, a.StatusCode)
		require.Equal(t, "10", a.Header.Get("Retry-After"))
		text, err := io.ReadAll(a.Body)
		require.NoError(t, err)
		require.Contains(t, string(text), "200 pages follow this process already")

		home := l.ask("/")
		require.Equal(t, http.StatusOK, answer(t, home).StatusCode, "the page itself is served")

		time.Sleep(15 * time.Second) // those who do not read are dropped
		synctest.Wait()
		again := l.ask("/api/v1/events?account=main")
		require.Equal(t, http.StatusOK, answer(t, again).StatusCode)
		for _, c := range append(all, refused, home, again) {
			_ = c.Close()
		}
	})
}

func TestClientsThatVanishLeaveTheirPlace(t *testing.T) {
	virtual(t, func(t *testing.T, l pipes) {
		for range 2 {
			var all []net.Conn
			for range board.FollowersMost {
				c := l.ask("/api/v1/events?account=main")
				require.Equal(t, http.StatusOK, answer(t, c).StatusCode)
				all = append(all, c)
			}
			for _, c := range all {
				_ = c.Close()
			}
			time.Sleep(2 * time.Second)
			synctest.Wait()
		}
	})
}

func TestAStreamBeginsWithTheHistoryAndSendsWhatChanges(t *testing.T) {
	virtual(t, func(t *testing.T, l pipes) {
		c := l.ask("/api/v1/events?account=main")
		defer c.Close()
		a := answer(t, c)
		require.Equal(t, "text/event-stream", a.Header.Get("Content-Type"))
		lines := bufio.NewScanner(a.Body)
		lines.Buffer(nil, 1<<20)
		next := func(event string) string {
			for lines.Scan() {
				if lines.Text() != "event: "+event {
					continue
				}
				require.True(t, lines.Scan())
				return strings.TrimPrefix(lines.Text(), "data: ")
			}
			t.Fatal("the stream has ended")
			return ""
		}
		require.Contains(t, next("points"), `{"reset":true,"ceiling":120,"at":[`)
		first := next("regions")
		require.Contains(t, first, `"standing":`)
		require.Contains(t, first, "No worker serves main")
		require.Contains(t, next("points"), `{"reset":false`)
		require.NotContains(t, next("regions"), `"standing":`, "it has not changed")
	})
}
