package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// BenchmarkIntakeNDJSON takes numbers in by one stream, of which each is new.
func BenchmarkIntakeNDJSON(b *testing.B) {
	r := serve(b, redistest.RequireReal(b).Client())
	reader, writer := io.Pipe()
	request, err := http.NewRequestWithContext(b.Context(), "POST", r.url+"/api/v1/numbers?queue=bulk", reader)
	require.NoError(b, err)
	ndjson(request)
	request.Header.Set("Authorization", "Bearer "+token)
	b.ReportAllocs()
	b.ResetTimer()
	go func() {
		out := bufio.NewWriterSize(writer, 64<<10)
		for i := range b.N {
			_, _ = fmt.Fprintf(out, "{\"number\":\"AB%09dCN\",\"carrier\":3011,\"_ref\":\"order-%d\"}\n", i, i)
		}
		_ = out.Flush()
		_ = writer.Close()
	}()
	answer, err := r.http.Do(request)
	require.NoError(b, err)
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	n := 0
	for lines.Scan() {
		n++
	}
	require.Equal(b, b.N, n)
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "numbers/s")
}
