package known

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

func TestAMarkHasEightyBits(t *testing.T) {
	m := markOf("register:3011:RR123456789CN")
	require.Equal(t, 80, 8*(len(m.field)+len(m.rest)))
	require.NotEqual(t, m, markOf("register:3011:RR123456788CN"))
}

// TestANumberIsNotFoundAcrossTwoOthers puts a field together whose bytes hold a
// number's where two others meet.
func TestANumberIsNotFoundAcrossTwoOthers(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	r := NewRecord(rdb, "main", 1)
	m := markOf("register:0:AB12345")
	key := r.named(monthsAt(r.Now(), 1))[0]
	set := func(value string) { require.NoError(t, rdb.HSet(ctx, key, m.field, value).Err()) }
	check := func() bool {
		is, err := r.Check(ctx, []string{"register:0:AB12345"})
		require.NoError(t, err)
		return is[0]
	}
	set("1234" + m.rest + "5678")
	require.False(t, check())
	set("1234" + m.rest + "5678" + m.rest)
	require.True(t, check())
}

// BenchmarkMemory reports what a number costs Redis at ten million, and looks up
// a thousand there. A sixteenth of the fields is filled as all are then: what a
// number costs depends only on how many share its field.
func BenchmarkMemory(b *testing.B) {
	const share, total = 16, 10_000_000
	ctx := b.Context()
	rdb := redistest.RequireReal(b).Client()
	r := NewRecord(rdb, "main", 4)
	var kept []string
	for i := range total {
		if identity := fmt.Sprintf("register:3011:RR%09dCN", i); markOf(identity).field[0]%share == 0 {
			kept = append(kept, identity)
		}
	}
	added, err := r.Add(ctx, kept)
	require.NoError(b, err)
	require.Equal(b, len(kept), added)
	bytes, err := rdb.MemoryUsage(ctx, r.named(monthsAt(r.Now(), 1))[0], 0).Result()
	require.NoError(b, err)
	for b.Loop() {
		_, err := r.Check(ctx, kept[:most])
		require.NoError(b, err)
	}
	b.ReportMetric(float64(bytes)/float64(added), "B/number")
}

// BenchmarkCheck is one round trip for a thousand numbers, half of them known.
func BenchmarkCheck(b *testing.B) {
	ctx := b.Context()
	r := NewRecord(redistest.RequireReal(b).Client(), "main", 4)
	numbers := make([]string, most)
	for i := range numbers {
		numbers[i] = fmt.Sprintf("register:3011:RR%09dCN", i)
	}
	_, err := r.Add(ctx, numbers[:most/2])
	require.NoError(b, err)
	for b.Loop() {
		_, err := r.Check(ctx, numbers)
		require.NoError(b, err)
	}
	b.ReportMetric(float64(b.N*most)/b.Elapsed().Seconds(), "numbers/s")
}
