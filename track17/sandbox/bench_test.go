package sandbox_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/trackreg/trackreg/track17/sandbox"
)

// BenchmarkRegister is the handler alone: full calls of numbers never seen.
func BenchmarkRegister(b *testing.B) {
	server := sandbox.New(sandbox.Options{Quota: 1 << 40})
	var next atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			from := int(next.Add(40))
			body := list(s10s(from, 40)...)
			if recorder := direct(server, key, "register", body); recorder.Code != http.StatusOK {
				b.Error(recorder.Body.String())
			}
		}
	})
	b.ReportMetric(float64(b.N)*40/b.Elapsed().Seconds(), "numbers/s")
}

// BenchmarkRegisterOverHTTP is the same over a loopback connection, with its client.
func BenchmarkRegisterOverHTTP(b *testing.B) {
	server := sandbox.New(sandbox.Options{Quota: 1 << 40})
	front := httptest.NewServer(server)
	defer front.Close()
	var next atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			request, err := http.NewRequest(http.MethodPost, front.URL+"/track/v2.4/register",
				strings.NewReader(list(s10s(int(next.Add(40)), 40)...)))
			if err != nil {
				b.Error(err)
				return
			}
			request.Header.Set("17token", fmt.Sprint("key", next.Load()%4))
			response, err := front.Client().Do(request)
			if err != nil {
				b.Error(err)
				return
			}
			_ = response.Body.Close()
		}
	})
	b.ReportMetric(float64(b.N)*40/b.Elapsed().Seconds(), "numbers/s")
}
