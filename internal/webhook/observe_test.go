package webhook_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/webhook"
)

func TestAnObserverLearnsHowPostsEnd(t *testing.T) {
	for want, answer := range map[webhook.Result]http.HandlerFunc{
		webhook.Redirects: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) },
		webhook.Refused:   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) },
		webhook.Failed:    func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		webhook.Timeout:   func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() },
		webhook.Network:   func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(string(want), func(t *testing.T) {
			inBubble(t, func(t *testing.T, r *rig, to *receiver) {
				told := make(chan webhook.Post, 100)
				to.answers(answer)
				r.send("a", to, func(o *webhook.Options) { o.OnPost = func(p webhook.Post) { told <- p } })
				r.record("1", "2")
				to.until(2)
				to.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
				first := <-told
				require.Equal(t, want, first.Result)
				require.Contains(t, webhook.Results(), first.Result)
				require.Equal(t, "main", first.Account)
				require.Equal(t, 2, first.Outcomes)
				last := first
				for last.Result != webhook.Taken {
					last = <-told
				}
				require.Equal(t, 2, last.Outcomes)
			})
		})
	}
}
