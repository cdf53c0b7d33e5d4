package queue_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/queue"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func rejected(number string) queue.Outcome {
	return queue.Outcome{
		Task: "register:3011:" + strings.ToUpper(number) + ":0123456789abcdef", Account: "main", Op: "register",
		Number: number, GivenCarrier: 3011, Outcome: queue.Rejected, Code: -18010019,
		Message: "-18010019 postal code required", Remedy: "add_postal_code", Tag: "A1", Ref: "7", Source: "shop",
		Attempts: 1, At: noon,
		Payload: json.RawMessage(`{"number":"` + number + `","carrier":3011,"remark":"<b>"}`), Queue: "main-bulk",
	}
}

// record writes outcomes whose refs are the given ones.
func record(t *testing.T, rdb redis.UniversalClient, refs ...string) {
	t.Helper()
	batch := make([]queue.Outcome, len(refs))
	for i, ref := range refs {
		batch[i] = queue.Outcome{Task: "t" + ref, Account: "main", Op: "register", Number: "AB12345", Outcome: queue.Registered, Ref: ref}
	}
	require.NoError(t, outlet.NewRecorder(rdb).Record(context.Background(), batch))
}
