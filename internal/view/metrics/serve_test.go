package metrics_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// unread is the answer to a client that does not read: a write waits until it is let go.
type unread struct {
	http.ResponseWriter
	writing func()
	letGo   chan struct{}
}

func (u unread) Write(p []byte) (int, error) {
	u.writing()
	<-u.letGo
	return len(p), nil
}

func TestClientsThatDoNotReadKeepNobodyFromScraping(t *testing.T) {
	handler := newMetrics().Handler()
	scrape := func() *httptest.ResponseRecorder {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		return answer
	}
	letGo := make(chan struct{})
	var clients, writing sync.WaitGroup
	hang := func(n int) {
		writing.Add(n)
		for range n {
			clients.Go(func() {
				handler.ServeHTTP(unread{httptest.NewRecorder(), writing.Done, letGo}, httptest.NewRequest(http.MethodGet, "/metrics", nil))
			})
		}
		writing.Wait()
	}
	hang(20)
	require.Equal(t, http.StatusOK, scrape().Code)
	hang(44)
	require.Equal(t, http.StatusServiceUnavailable, scrape().Code, "what is held in memory is bounded")
	close(letGo)
	clients.Wait()
	answer := scrape()
	require.Equal(t, http.StatusOK, answer.Code)
	require.Contains(t, answer.Body.String(), "trackreg_build_info")
}
