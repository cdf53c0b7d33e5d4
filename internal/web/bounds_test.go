package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// allocated is how many bytes do has allocated.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestAnArrayOfMillionsOfOnesIsRefusedForItsLength(t *testing.T) {
	text := []byte("[1" + strings.Repeat(",1", bodyMost/2-2) + "]")
	var refused *refusal
	took := allocated(func() { _, refused = readItems(text) })
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
		took := allocated(func() {
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
		took := allocated(func() { _, refused = readItems([]byte(text)) })
		require.Equal(t, http.StatusBadRequest, refused.status)
		require.Contains(t, refused.Problem.Error, "exceeded max depth")
		require.Less(t, took, uint64(len(text)+2<<20))
	}
}

// TestLongBodiesAtOnceAreBounded holds all that may be held and asks for more.
func TestLongBodiesAtOnceAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipe := sandbox.NewPipe()
		var rdb redis.UniversalClient = redistest.Embedded(t)
		s := newServer(t.Context(), Options{Redis: rdb, Accounts: []string{"main"}, Token: func() string { return "t" }, Log: zerolog.Nop()}, pipe)
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		defer func() { cancel(); require.NoError(t, <-ended) }()

		post := func(text string, length int) (answers *bufio.Reader, hangUp func()) {
			conn, err := pipe.Dial(t.Context(), "", "")
			require.NoError(t, err)
			_, err = fmt.Fprintf(conn, "POST /api/v1/numbers HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", length)
			require.NoError(t, err)
			go func() { _, _ = io.WriteString(conn, text) }() // one that is refused is not read to its end
			synctest.Wait()
			return bufio.NewReader(conn), func() { _ = conn.Close() }
		}
		long := `{"number":"` + strings.Repeat("x", bodyMost-100)
		for range heldAtOnce / bodyMost {
			_, hangUp := post(long, bodyMost)
			defer hangUp()
		}
		answers, hangUp := post(long, bodyMost)
		defer hangUp()
		answer, err := http.ReadResponse(answers, nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusServiceUnavailable, answer.StatusCode)
		require.NotEmpty(t, answer.Header.Get("Retry-After"))

		short := `{"number":"RR123456785CN"}`
		answers, hangUp = post(short, len(short))
		defer hangUp()
		answer, err = http.ReadResponse(answers, nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusAccepted, answer.StatusCode, "a short one is taken all the same")
	})
}
