package inlet_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/inlet"
	"github.com/trackreg/trackreg/internal/memtest"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

func TestAnArrayOfMillionsOfOnesIsCountedNotDecoded(t *testing.T) {
	payload := "[1" + strings.Repeat(",1", 8<<20-8) + "]"
	var err error
	took := memtest.Allocated(func() { _, err = inlet.ReadEntry(map[string]string{"payload": payload}) })
	require.ErrorContains(t, err, "is an array of 8388601 items")
	require.Less(t, took, uint64(len(payload)+1<<20), "16 MiB took 564 MB")
}

func TestAPayloadNestedAMillionDeepIsRefused(t *testing.T) {
	for _, payload := range []string{
		strings.Repeat("[", 8<<20), strings.Repeat("[", 1<<20) + strings.Repeat("]", 1<<20), "[" + strings.Repeat(`{"a":`, 1<<20) + "1" + strings.Repeat("}", 1<<20) + "]",
	} {
		took := memtest.Allocated(func() {
			_, err := inlet.ReadEntry(map[string]string{"payload": payload})
			require.ErrorContains(t, err, "is not JSON")
		})
		require.Less(t, took, uint64(len(payload)+2<<20))
	}
	for _, payload := range []string{strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000), `{"number":"AB12345","a":` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + "}"} {
		_, err := inlet.ReadEntry(map[string]string{"payload": payload})
		require.Error(t, err)
		r, err := inlet.ReadEntry(map[string]string{"payload": "[" + payload + "]"})
		require.NoError(t, err)
		require.Error(t, r.Items[0].Err)
	}
}

// grow adds entries whose payload is filled up to a length.
func grow(t *testing.T, rdb redis.UniversalClient, stream, prefix, with string, length, times int) {
	t.Helper()
	payload := prefix + strings.Repeat(with, length)
	for range times {
		add(t, rdb, stream, "queue", "bulk", "payload", payload)
	}
}

// bounded opens Redis as the worker does.
func bounded(t *testing.T) redis.UniversalClient {
	rdb, err := redisconn.Open(redisconn.Options{URL: redistest.RequireReal(t).URL})
	require.NoError(t, err)
	t.Cleanup(func() { _ = rdb.Close() })
	return rdb
}

func TestAnEntryOfFortyEightMegabytesIsRefusedUnread(t *testing.T) {
	rdb := bounded(t)
	add(t, rdb, in, "number", "BEFORE01")
	grow(t, rdb, in, `[{"number":"AB12345"},`, "1,", 24<<20, 1)
	grow(t, rdb, in, `{"number":"`, "x", 20<<20, 1) // which could be read
	grow(t, rdb, in, `{"number":"`, "x", 100<<20, 1)
	id := add(t, rdb, in, manyFields(1500)...)
	add(t, rdb, in, "number", "BEHIND01")
	var kept []redis.XMessage
	took := memtest.Allocated(func() {
		r := read(t, rdb, "main")
		kept = r.refusals(4)
		r.queued("main-live", 2)
		r.settled()
		r.stop()
		require.Contains(t, r.logged(), "too large")
	})
	require.Less(t, took, uint64(64<<20))
	require.Equal(t, "bulk", kept[0].Values["queue"])
	require.Equal(t, `[{"number":"AB12345"},`+strings.Repeat("1,", 39)+"…", kept[0].Values["payload"])
	require.Contains(t, kept[0].Values["reason"], "50331686 bytes in 2 fields: keep one to 16777216 bytes and 1000 fields")
	require.Len(t, kept[3].Values, 20+2)
	require.Equal(t, id, kept[3].Values["entry"])
}

func manyFields(n int) []any {
	var values []any
	for i := range n {
		values = append(values, fmt.Sprintf("field%d", i), "x")
	}
	return values
}

// TestEntriesThatAreTogetherTooMuchAreReadOneByOne has more wait than one reply may hold, of which nothing is too large.
func TestEntriesThatAreTogetherTooMuchAreReadOneByOne(t *testing.T) {
	rdb := bounded(t)
	for _, account := range []string{"main", "other", "third"} {
		grow(t, rdb, "trackreg:{"+account+"}:in", `{"number":"AB12345"}`, " ", 15<<20, 1)
	}
	grow(t, rdb, in, `[{"number":"AB12346"}]`, " ", 1<<20, 70)
	add(t, rdb, in, "number", "BEHIND01")
	r := read(t, rdb, "main", "other", "third")
	r.queued("main-live", 1)
	r.queued("main-bulk", 1)
	r.settled()
	for _, account := range []string{"main", "other", "third"} {
		require.EqualValues(t, 1, rdb.XLen(t.Context(), "trackreg:{"+account+"}:in:refused").Val(), "the object is too long for a payload")
	}
	require.NotContains(t, r.logged(), `"level":"error"`)
}

func TestAnEntryIsSetAsideOnTheEmbeddedServerToo(t *testing.T) {
	rdb := redistest.Embedded(t)
	add(t, rdb, in, "payload", strings.Repeat("x", inlet.EntryMost+1))
	add(t, rdb, in, "number", "BEHIND01")
	r := read(t, rdb, "main")
	r.queued("main-live", 1)
	require.Contains(t, r.refusals(1)[0].Values["reason"], "16777224 bytes in 1 fields")
	r.settled()
}
