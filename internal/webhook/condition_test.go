package webhook_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/webhook"
	"github.com/trackreg/trackreg/queue"
)

func (r *rig) condition() webhook.Condition {
	r.t.Helper()
	c, err := webhook.ReadCondition(r.t.Context(), r.rdb, "main")
	require.NoError(r.t, err)
	return c
}

// TestHowTheWebhookStandsIsReadByOtherProcesses has a receiver fail and come to its senses.
func TestHowTheWebhookStandsIsReadByOtherProcesses(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, to *receiver) {
		require.Zero(t, r.condition())
		to.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
		began := time.Now()
		r.send("a", to)
		r.record("1")
		to.until(5)
		synctest.Wait()
		c := r.condition()
		require.True(t, c.Failing())
		require.Equal(t, "it answers 500 Internal Server Error", c.Answer)
		require.Equal(t, 5, c.Tries)
		require.WithinDuration(t, began, c.Since, 5*time.Second)
		require.False(t, c.At.Before(c.Since))
		require.False(t, c.Next.Before(c.At))
		events, err := queue.NewEvents(r.rdb).Newest(t.Context(), "main", 10)
		require.NoError(t, err)
		require.Len(t, events, 1, "once, however many tries there are")
		require.Equal(t, queue.WebhookFailing, events[0].Name)
		require.Contains(t, events[0].Message, "500")

		to.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
		to.until(6)
		synctest.Wait()
		c = r.condition()
		require.False(t, c.Failing())
		require.Equal(t, "taken", c.Answer)
		require.Zero(t, c.Tries)
	})
}

// TestWhoFollowsGoesOnWithWhatHasFailed has the process that posts stop while the receiver fails.
func TestWhoFollowsGoesOnWithWhatHasFailed(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, to *receiver) {
		to.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
		stop := r.send("a", to)
		r.record("1")
		to.until(4)
		stop()
		before := r.condition()
		r.send("b", to)
		to.until(6)
		synctest.Wait()
		after := r.condition()
		require.Equal(t, before.Since, after.Since)
		require.Greater(t, after.Tries, before.Tries)
		events, err := queue.NewEvents(r.rdb).Newest(t.Context(), "main", 10)
		require.NoError(t, err)
		require.Len(t, events, 1, "the one before has told of it")
	})
}

func TestAHandHasTheNextPostMadeAtOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, to *receiver) {
		to.answers(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "300")
			w.WriteHeader(http.StatusServiceUnavailable)
		})
		r.send("a", to)
		r.record("1")
		to.until(1)
		synctest.Wait()
		asked := time.Now()
		require.NoError(t, webhook.PostNow(t.Context(), r.rdb, "main"))
		posts := to.until(2)
		require.Less(t, posts[1].at.Sub(asked), 2*time.Second)
		posts = to.until(3)
		require.GreaterOrEqual(t, posts[2].at.Sub(posts[1].at), 5*time.Minute, "it asks for one try")
	})
}
