package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/memtest"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestAnArrayOfMillionsOfOnesIsRefusedForItsLength(t *testing.T) {
	text := []byte("[1" + strings.Repeat(",1", bodyMost/2-2) + "]")
	var refused *refusal
	took := memtest.Allocated(func() { _, refused = readItems(text) })
	require.Equal(t, http.StatusRequestEntityTooLarge, refused.status)
	require.Contains(t, refused.Problem.Error, "4194303 items")
	require.Less(t, took, uint64(1<<20), "it took 389 MB")
}

func TestWhatIsRefusedOfAnArrayStaysSmall(t *testing.T) {
	for name, element := range map[string]string{
		"short":     `1`,
		"long":      `"` + strings.Repeat("x", bodyMost/arrayMost-10) + `"`,
		"deep":      strings.Repeat("[", 300) + strings.Repeat("]", 300),
		"no number": `{"number":"` + strings.Repeat(`\u0000`, 100) + `"}`,
	} {
		text := []byte("[" + strings.Repeat(element+",", arrayMost-1) + element + "]")
		require.LessOrEqual(t, len(text), bodyMost)
		took := memtest.Allocated(func() {
			items, refused := readItems(text)
			require.Nil(t, refused)
			results, err := (&taker{}).take(t.Context(), 0, items)
			require.NoError(t, err)
			require.Len(t, results, arrayMost)
			for _, r := range results {
				require.Equal(t, statusInvalid, r.Status)
				require.Less(t, len(r.Reason), 700)
			}
		})
		require.Less(t, took, uint64(12*bodyMost), name)
	}
}

func TestABodyNestedAMillionDeepIsRefused(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("[", 1<<20) + strings.Repeat("]", 1<<20),
		`{"number":` + strings.Repeat(`{"a":`, 1<<20) + "1" + strings.Repeat("}", 1<<20) + "}",
		strings.Repeat("[", bodyMost),
	} {
		var refused *refusal
		took := memtest.Allocated(func() { _, refused = readItems([]byte(text)) })
		require.Equal(t, http.StatusBadRequest, refused.status)
		require.Contains(t, refused.Problem.Error, "exceeded max depth")
		require.Less(t, took, uint64(len(text)+2<<20))
	}
}

// network is a server in memory, in a bubble, to which any number connect.
type network struct {
	t    *testing.T
	pipe *sandbox.Pipe
}

func networked(t *testing.T) (n *network, stop func()) {
	t.Helper()
	n = &network{t, sandbox.NewPipe()}
	s := newServer(t.Context(), Options{Redis: redistest.Embedded(t), Accounts: []string{"main"}, Token: func() string { return "t" }, Log: zerolog.Nop()}, n.pipe)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	return n, func() { cancel(); require.NoError(t, <-ended) }
}

// begin sends the head of a post.
func (n *network) begin(path, media string, length int) net.Conn {
	n.t.Helper()
	conn, err := n.pipe.Dial(n.t.Context(), "", "")
	require.NoError(n.t, err)
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", path, media, length)
	require.NoError(n.t, err)
	return conn
}

func answered(t *testing.T, conn net.Conn) (status int, says string, header http.Header) {
	t.Helper()
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(text), answer.Header
}

const short = `{"number":"RR123456785CN"}`

// takes posts a number.
func (n *network) takes() int {
	n.t.Helper()
	conn := n.begin("/api/v1/numbers", mediaJSON, len(short))
	defer conn.Close()
	go func() { _, _ = io.WriteString(conn, short) }()
	status, _, _ := answered(n.t, conn)
	return status
}

// TestLongBodiesAtOnceAreBounded holds all that may be held and asks for more.
func TestLongBodiesAtOnceAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, stop := networked(t)
		defer stop()
		post := func() net.Conn {
			conn := n.begin("/api/v1/numbers", mediaJSON, bodyMost)
			// One that is refused is not read to its end.
			go func() { _, _ = io.WriteString(conn, `{"number":"`+strings.Repeat("x", bodyMost-100)) }()
			synctest.Wait()
			return conn
		}
		for range heldAtOnce / bodyMost {
			defer post().Close()
		}
		conn := post()
		defer conn.Close()
		status, says, header := answered(t, conn)
		require.Equal(t, http.StatusServiceUnavailable, status, says)
		require.NotEmpty(t, header.Get("Retry-After"))
		require.Equal(t, http.StatusAccepted, n.takes(), "a short one is taken all the same")
	})
}

// trickle sends a byte every 29 seconds until the server has had enough.
//
//trackreg:sleeps in a bubble
func trickle(conn net.Conn, text byte) {
	for {
		if _, err := conn.Write([]byte{text}); err != nil {
			return
		}
		time.Sleep(readPatience - time.Second)
	}
}

// TestBodiesThatTrickleKeepNoPlace has as many as there are places.
func TestBodiesThatTrickleKeepNoPlace(t *testing.T) {
	for _, c := range []struct {
		path, media string
		places      int
	}{
		{"/api/v1/numbers", mediaJSON, intakesAtOnce},
		{"/api/v1/numbers", mediaNDJSON, intakesAtOnce},
		{"/api/v1/files", "application/octet-stream", filesAtOnce},
		{"/api/v1/files", "multipart/form-data; boundary=b", filesAtOnce},
	} {
		synctest.Test(t, func(t *testing.T) {
			n, stop := networked(t)
			defer stop()
			from := time.Now()
			var slow []net.Conn
			var sending sync.WaitGroup
			defer sending.Wait()
			for range c.places {
				conn := n.begin(c.path, c.media, 1<<20)
				defer conn.Close()
				slow = append(slow, conn)
				sending.Go(func() { trickle(conn, '\n') })
			}
			synctest.Wait()
			late := n.begin(c.path, c.media, 0)
			defer late.Close()
			status, _, _ := answered(t, late)
			require.Equal(t, http.StatusServiceUnavailable, status, "all places are taken")
			if c.media == mediaNDJSON {
				require.Equal(t, http.StatusAccepted, n.takes(), "streams keep no place from others")
			}
			for _, conn := range slow {
				status, says, _ := answered(t, conn)
				require.Equal(t, http.StatusRequestTimeout, status)
				require.Contains(t, says, "less than 4096 bytes a second")
			}
			require.Less(t, time.Since(from), 2*readPatience)
			require.Equal(t, http.StatusAccepted, n.takes())
		})
	}
}

// TestABodyMayBeAsSlowAsATelephone is 1 MiB that takes four minutes.
func TestABodyMayBeAsSlowAsATelephone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, stop := networked(t)
		defer stop()
		text := short + strings.Repeat(" ", 1<<20-len(short))
		conn := n.begin("/api/v1/numbers", mediaJSON, len(text))
		defer conn.Close()
		var sending sync.WaitGroup
		defer sending.Wait()
		sending.Go(func() {
			for piece := range slices.Chunk([]byte(text), leastRate) {
				_, _ = conn.Write(piece)
				time.Sleep(time.Second)
			}
		})
		status, says, _ := answered(t, conn)
		require.Equal(t, http.StatusAccepted, status, says)
	})
}
