package web

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// dialled runs a server in memory, in a bubble, and connects to it.
func dialled(t *testing.T, others ...http.Handler) (conn net.Conn, stop func()) {
	t.Helper()
	pipe := sandbox.NewPipe()
	o := Options{Redis: redistest.Embedded(t), Accounts: []string{"main"}, Token: func() string { return "t" }, Log: zerolog.Nop()}
	for _, other := range others {
		o.Page, o.Monitor, o.Metrics = other, other, other
	}
	s := newServer(t.Context(), o, pipe)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	conn, err := pipe.Dial(t.Context(), "", "")
	require.NoError(t, err)
	return conn, func() {
		_ = conn.Close()
		cancel()
		require.NoError(t, <-ended)
	}
}

// begin sends the head of a request whose body is still to come.
func begin(t *testing.T, conn net.Conn, media string) *bufio.Reader {
	t.Helper()
	_, err := fmt.Fprintf(conn, "POST /api/v1/numbers HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n", media)
	require.NoError(t, err)
	return bufio.NewReader(conn)
}

func chunk(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	_, err := fmt.Fprintf(conn, "%x\r\n%s\r\n", len(text), text)
	require.NoError(t, err)
}

func TestABodyThatStandsStillIsGivenUp(t *testing.T) {
	for _, media := range []string{mediaJSON, mediaNDJSON} {
		synctest.Test(t, func(t *testing.T) {
			conn, stop := dialled(t)
			defer stop()
			from := time.Now()
			answers := begin(t, conn, media)
			chunk(t, conn, `{"num`)
			answer, err := http.ReadResponse(answers, nil)
			require.NoError(t, err)
			require.Equal(t, http.StatusRequestTimeout, answer.StatusCode)
			require.Equal(t, readPatience, time.Since(from))
		})
	}
}

// TestABodyForOthersThatStandsStillIsGivenUp is for those who read it and those who do not.
func TestABodyForOthersThatStandsStillIsGivenUp(t *testing.T) {
	for _, path := range []string{"/", "/asynqmon/", "/metrics"} {
		for _, reads := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) {
				conn, stop := dialled(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if reads {
						_, err := io.ReadAll(r.Body)
						require.ErrorIs(t, err, os.ErrDeadlineExceeded)
					}
					w.WriteHeader(http.StatusTeapot)
				}))
				defer stop()
				_, err := io.WriteString(conn, "POST "+path+" HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nContent-Length: 100\r\n\r\nhalf")
				require.NoError(t, err)
				from := time.Now()
				_, err = io.ReadAll(conn)
				require.NoError(t, err, "the connection ends")
				require.LessOrEqual(t, time.Since(from), readPatience+writeTimeout)
			})
		}
	}
}

func TestAStreamMayTakeAllDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, stop := dialled(t)
		defer stop()
		answers := begin(t, conn, mediaNDJSON)
		chunk(t, conn, "{\"number\":\"AB00000\"}\n")
		answer, err := http.ReadResponse(answers, nil)
		require.NoError(t, err)
		lines := bufio.NewScanner(answer.Body)
		for i := range 4000 {
			require.True(t, lines.Scan(), "line %d: %v", i, lines.Err())
			require.Contains(t, lines.Text(), `"enqueued"`)
			time.Sleep(25 * time.Second)
			chunk(t, conn, fmt.Sprintf("{\"number\":\"AB%05d\"}\n", i+1))
		}
		require.True(t, lines.Scan())
		from := time.Now()
		require.True(t, lines.Scan(), "a stream that stands still is ended")
		require.Equal(t, readPatience, time.Since(from))
		require.Contains(t, lines.Text(), "stood still")
	})
}

func TestAHeadThatStandsStillIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, stop := dialled(t)
		defer stop()
		_, err := io.WriteString(conn, "POST /api/v1/numbers HTTP/1.1\r\nHost:")
		require.NoError(t, err)
		from := time.Now()
		_, err = io.ReadAll(conn)
		require.NoError(t, err)
		require.Equal(t, headerTimeout, time.Since(from))
	})
}

func TestAReaderThatStandsStillIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, stop := dialled(t)
		defer stop()
		begin(t, conn, mediaNDJSON)
		from := time.Now()
		for {
			line := "{\"number\":\"AB00000\"}\n"
			if _, err := fmt.Fprintf(conn, "%x\r\n%s\r\n", len(line), line); err != nil {
				break
			}
		}
		require.LessOrEqual(t, time.Since(from), 2*(readPatience+writeTimeout))
	})
}

// teller answers INFO in the place of a Redis.
type teller struct {
	redis.UniversalClient
	asked int
	text  string
	err   error
}

func (c *teller) Info(ctx context.Context, _ ...string) *redis.StringCmd {
	c.asked++
	cmd := redis.NewStringCmd(ctx)
	cmd.SetVal(c.text)
	cmd.SetErr(c.err)
	return cmd
}

// reply is an error as Redis answers it.
type reply string

func (r reply) Error() string { return string(r) }
func (reply) RedisError()     {}

func TestRoomIsAskedForOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &teller{text: "used_memory:81\r\nmaxmemory:100\r\n"}
		r := &room{rdb: c}
		var full *fullError
		for range 100 {
			require.ErrorAs(t, r.check(), &full)
		}
		require.Equal(t, 1, c.asked)
		for text, want := range map[string]bool{
			"used_memory:80\r\nmaxmemory:100\r\n": true,
			"used_memory:99\r\nmaxmemory:0\r\n":   true,
			"used_memory:99\r\nmaxmemory:100\r\n": false,
			"":                                    true,
		} {
			time.Sleep(roomEvery)
			c.text = text
			require.Equal(t, want, r.check() == nil, text)
		}
	})
}

func TestRoomOfARedisThatDoesNotTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			err  error
			room bool
		}{
			{reply("NOPERM no permissions to run the 'info' command"), true},
			{reply("ERR section (memory) is not supported"), true},
			{reply("LOADING Redis is loading the dataset in memory"), false},
			{&net.OpError{Op: "dial", Err: errors.New("refused")}, false},
			{context.DeadlineExceeded, false},
		} {
			r := &room{rdb: &teller{err: c.err}}
			require.Equal(t, c.room, r.check() == nil, "%v", c.err)
		}
	})
}

// FuzzIntake has the lines of a stream, whatever they are, make one result each,
// and none when they are read as JSON.
func FuzzIntake(f *testing.F) {
	for _, seed := range []string{
		"{\"number\":\"AB12345\"}\n{\"number\":\"\"}\r\n\nx", "", "\n", "[{\"number\":\"AB12345\"},7]", "\ufeff{}", "{\"number\":\"A\\u0000B\"}\n\xff",
		strings.Repeat("[", 100),
	} {
		f.Add(seed, uint8(7))
	}
	f.Fuzz(func(t *testing.T, text string, piece uint8) {
		want := 0
		for line := range strings.Lines(text) {
			if strings.Trim(line, " \t\r\n\v\f\u0085\u00a0") != "" || len(line) > lineBuffer {
				want++
			}
		}
		lines := newLineReader(pieces{strings.NewReader(text), int(piece) + 1})
		var items []item
		var err error
		for err == nil {
			var more []item
			more, err = lines.chunk(nil)
			require.LessOrEqual(t, len(more), chunkItems)
			items = append(items, more...)
		}
		require.ErrorIs(t, err, io.EOF)
		requireSound(t, items)
		if !strings.ContainsAny(text, "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000") {
			require.Len(t, items, want)
		}

		whole, refused := readItems([]byte(text))
		if refused != nil {
			require.Empty(t, whole)
			require.GreaterOrEqual(t, refused.status, 400)
			_, err := json.Marshal(refused.Problem)
			require.NoError(t, err)
			return
		}
		require.True(t, json.Valid([]byte(strings.TrimPrefix(strings.TrimSpace(text), "\ufeff"))) || strings.HasPrefix(text, "\ufeff"))
		requireSound(t, whole)
	})
}

// requireSound requires each item to be an entry or to say why it is none.
func requireSound(t *testing.T, items []item) {
	t.Helper()
	for _, it := range items {
		if it.err == nil {
			require.NotEmpty(t, it.entry.Digest())
			continue
		}
		var r result
		r.fail(it.err)
		require.Equal(t, statusInvalid, r.Status)
		require.NotEmpty(t, r.Reason)
	}
}

// pieces reads at most so much at once, as a network does.
type pieces struct {
	r    io.Reader
	most int
}

func (p pieces) Read(b []byte) (int, error) { return p.r.Read(b[:min(len(b), p.most)]) }
