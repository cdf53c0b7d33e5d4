package webhook_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/webhook"
)

// inBubble runs a test on a virtual clock with an embedded Redis and a receiver.
func inBubble(t *testing.T, test func(t *testing.T, r *rig, to *receiver)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, redistest.Embedded(t))
		test(t, r, newReceiver(t))
	})
}

func TestPostsWhatIsRecordedFromItsBeginningOn(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, to *receiver) {
		r.record("before")
		r.send("a", to)
		r.record("1", "2")
		require.Equal(t, []string{"1", "2"}, refs(t, to.until(1)...))
		r.record("3")
		posts := to.until(2)
		require.Equal(t, "/hook", posts[1].path)
		require.Equal(t, []string{"3"}, refs(t, posts[1]))
		require.Equal(t, "application/json", posts[1].header.Get("Content-Type"))
		synctest.Wait()
		require.Zero(t, r.lag())
		require.Empty(t, r.log.all(), "what goes well is not logged")
	})
}

func TestPostsAreSigned(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, to *receiver) {
		r.send("a", to, func(o *webhook.Options) { o.Receiver.Keys = [][]byte{[]byte("hello"), []byte("next")} })
		r.record("1")
		p := to.until(1)[0]
		require.NoError(t, verify(p, "whsec_aGVsbG8="))
		require.NoError(t, verify(p, "whsec_bmV4dA=="), "each key signs")
		require.Error(t, verify(p, "whsec_b3RoZXI="))
		stamp, err := strconv.ParseInt(p.header.Get("webhook-timestamp"), 10, 64)
		require.NoError(t, err)
		require.InDelta(t, p.at.Unix(), stamp, 1)
		p.body = append(p.body, ' ')
		require.Error(t, verify(p, "whsec_aGVsbG8="))
	})
}

// TestFaultsAreRetriedAsTheSamePost has the receiver misbehave in each way a
// few times and then come to its senses.
func TestFaultsAreRetriedAsTheSamePost(t *testing.T) {
	endless := strings.Repeat("x", 1<<10)
	for name, misbehave := range map[string]http.HandlerFunc{
		"redirects": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://elsewhere.invalid/trap")
			w.WriteHeader(http.StatusFound)
		},
		"keeps the method": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/trap")
			w.WriteHeader(http.StatusTemporaryRedirect)
		},
		"fails":       func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"is gone":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) },
		"hangs":       func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() },
		"breaks off":  func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"never stops": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway); pour(w, endless) },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, r *rig, to *receiver) {
				to.answers(misbehave)
				r.send("a", to)
				r.record("1", "2")
				to.until(3)
				require.EqualValues(t, 2, r.lag())
				r.record("3")
				to.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
				failed := len(to.seen())
				posts := to.until(failed + 2)
				for _, p := range posts[:failed+1] {
					require.Equal(t, "/hook", p.path, "no redirect is followed")
					require.Equal(t, posts[0].header.Get("webhook-id"), p.header.Get("webhook-id"))
					require.Equal(t, posts[0].body, p.body)
					require.NoError(t, verify(p, "whsec_aGVsbG8="))
				}
				require.Equal(t, []string{"1", "2", "3"}, refs(t, posts[failed:]...))
				require.NotEqual(t, posts[0].header.Get("webhook-id"), posts[failed+1].header.Get("webhook-id"))
				synctest.Wait()
				require.Zero(t, r.lag())
				require.Len(t, r.log.all(), 2, "failing and well again, once each: %v", r.log.all())
				require.Contains(t, r.log.all()[1], "well again")
			})
		})
	}
}

// pour writes until nobody listens.
func pour(w io.Writer, text string) {
	for {
		if _, err := io.WriteString(w, text); err != nil {
			return
		}
	}
}

func TestAnEndlessAnswerOfASuccessIsASuccess(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, to *receiver) {
		to.answers(func(w http.ResponseWriter, q *http.Request) {
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			if len(to.seen()) == 1 {
				pour(w, "x")
			}
			<-q.Context().Done() // the head has come, the body never does
		})
		r.send("a", to)
		r.record("1")
		to.until(1)
		r.record("2")
		require.Equal(t, []string{"1", "2"}, refs(t, to.until(2)...))
	})
}

func TestAReceiverThatWasAwayMissesNothing(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, to *receiver) {
		to.kill()
		r.send("a", to)
		begin := time.Now()
		var want []string
		for i := range 1200 {
			want = append(want, fmt.Sprint(i))
		}
		r.record(want[:10]...)
		time.Sleep(24 * time.Hour)
		r.record(want[10:]...)
		require.EqualValues(t, 1200, r.lag())
		require.Len(t, r.log.all(), 1, "a day's tries are said once: %v", r.log.all())
		to.start()
		for len(refs(t, to.seen()...)) < len(want) {
			time.Sleep(time.Second)
		}
		require.Less(t, time.Since(begin), 24*time.Hour+10*time.Minute, "it is tried every ten minutes at the latest")
		require.Equal(t, want, refs(t, to.seen()...))
		for _, p := range to.seen() {
			require.Less(t, len(p.body), 66<<10)
		}
	})
}

func TestWhatAReceiverAsksForIsWaited(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, to *receiver) {
		to.answers(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "300")
			w.WriteHeader(http.StatusServiceUnavailable)
		})
		r.send("a", to)
		r.record("1")
		posts := to.until(2)
		require.GreaterOrEqual(t, posts[1].at.Sub(posts[0].at), 5*time.Minute)
	})
}

func TestOneProcessPostsAndAnotherFollows(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, to *receiver) {
		other := newReceiver(t)
		stop := r.send("a", to)
		r.record("1")
		to.until(1)
		r.send("b", other)
		time.Sleep(time.Minute)
		r.record("2")
		to.until(2)
		require.Empty(t, other.seen(), "one at a time")
		stop()
		r.record("3")
		require.Equal(t, []string{"3"}, refs(t, other.until(1)...))
	})
}

// mute is a leader whose renewals fail once it is told to, as those of a
// process do that has been killed.
type mute struct {
	webhook.Leader
	dead chan struct{}
}

func (m mute) Lead(ctx context.Context, role, who string, ttl time.Duration) (bool, error) {
	select {
	case <-m.dead:
		return false, io.ErrUnexpectedEOF
	default:
		return m.Leader.Lead(ctx, role, who, ttl)
	}
}

func TestAProcessThatDiesIsFollowedWithinAMinute(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, to *receiver) {
		other := newReceiver(t)
		to.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
		dead := make(chan struct{})
		r.send("a", to, func(o *webhook.Options) { o.Leader = mute{o.Leader, dead} })
		r.record("1", "2")
		to.until(2)
		r.send("b", other)
		close(dead)
		died := time.Now()
		r.record("3")
		posts := other.until(2)
		require.Less(t, posts[0].at.Sub(died), time.Minute)
		require.Equal(t, []string{"1", "2", "3"}, refs(t, posts...), "in order, what the dead one had taken first")
		require.Equal(t, to.seen()[0].header.Get("webhook-id"), posts[0].header.Get("webhook-id"), "it is the same post")
		n := len(to.seen())
		time.Sleep(time.Hour)
		require.Len(t, to.seen(), n, "who has lost the lease posts no more")
	})
}

func TestStoppingWaitsForTheAnswer(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, to *receiver) {
		to.answers(func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(5 * time.Second)
			w.WriteHeader(http.StatusOK)
		})
		stop := r.send("a", to)
		r.record("1")
		to.until(1)
		stop()
		require.Zero(t, r.lag(), "it was taken, and that is known")
	})
}

func TestNewRefusesWhatCannotBePostedTo(t *testing.T) {
	for _, receiver := range []webhook.Receiver{
		{},
		{URL: "https://example.com/hook"},
		{URL: "ftp://example.com", Keys: [][]byte{{1}}},
		{URL: "https://u:hush@", Keys: [][]byte{{1}}},
		{URL: "https://example.com", Keys: [][]byte{{}}},
	} {
		_, err := webhook.New(webhook.Options{Receiver: receiver})
		require.ErrorIs(t, err, webhook.ErrReceiver)
		require.NotContains(t, err.Error(), "hush")
	}
}

func TestNoSecretIsLogged(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig, to *receiver) {
		to.kill()
		r.send("a", to, func(o *webhook.Options) { o.Receiver.URL = "http://user:hush@receiver.invalid/hush?token=hush" })
		r.record("1")
		time.Sleep(time.Minute)
		require.Len(t, r.log.all(), 1)
		require.NotContains(t, r.log.all()[0], "hush")
		require.Contains(t, r.log.all()[0], "receiver.invalid")
	})
}
