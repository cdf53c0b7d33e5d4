package webhook

import (
	"encoding/base64"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/queue"
)

// TestSignatureIsThatOfTheSpecification signs what the libraries of Standard
// Webhooks are tested with.
func TestSignatureIsThatOfTheSpecification(t *testing.T) {
	key, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	require.NoError(t, err)
	h := http.Header{}
	sign(h, [][]byte{key}, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	require.Equal(t, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", h.Get("webhook-signature"))
	require.Equal(t, "msg_p5jXN8AQM9LWM0D4loKWxJek", h.Get("webhook-id"))
	require.Equal(t, "1614265330", h.Get("webhook-timestamp"))
}

func TestPackKeepsAllInOrderAndWithinBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(0, 40_000), 1, 60).Draw(t, "sizes")
		var batch []queue.Delivery
		for i, size := range sizes {
			batch = append(batch, queue.Delivery{ID: string(rune('a' + i)), Outcome: queue.Outcome{Ref: string(make([]byte, size/6))}})
		}
		messages := pack("main", batch)
		require.Equal(t, messages, pack("main", batch), "it is the same each time")
		seen := 0
		for _, m := range messages {
			require.Equal(t, batch[seen].ID, m.first)
			seen += m.size
			require.Equal(t, batch[seen-1].ID, m.last)
			require.True(t, len(m.body) < bodyMost+300 || m.size == 1, "%d bytes of %d outcomes", len(m.body), m.size)
		}
		require.Equal(t, len(batch), seen)
	})
}

func TestBackoffIsJitteredAndBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tries := rapid.IntRange(1, 1_000_000).Draw(t, "tries")
		d := backoff(tries, 0)
		require.Positive(t, d)
		require.LessOrEqual(t, d, backoffMax)
		if tries < 10 {
			require.LessOrEqual(t, d, backoffMin<<(tries-1))
		}
		require.Equal(t, backoffMax, backoff(tries, backoffMax))
	})
}
