// Package outlettest writes outcomes for the tests of those who read them.
package outlettest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/queue"
)

// Noon is when what is rejected was.
var Noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Rejected is the outcome of a number of main's that 17TRACK refuses.
func Rejected(number string) queue.Outcome {
	return queue.Outcome{
		Task: "register:3011:" + strings.ToUpper(number) + ":0123456789abcdef", Account: "main", Op: "register",
		Number: number, GivenCarrier: 3011, Outcome: queue.Rejected, Code: -18010019,
		Message: "-18010019 postal code required", Remedy: "add_postal_code", Tag: "A1", Ref: "7", Source: "shop",
		Attempts: 1, At: Noon,
		Payload: json.RawMessage(`{"number":"` + number + `","carrier":3011,"remark":"<b>"}`), Queue: "main-bulk",
	}
}

// Record writes outcomes of main's whose refs are the given ones.
func Record(tb testing.TB, rdb redis.UniversalClient, refs ...string) {
	tb.Helper()
	batch := make([]queue.Outcome, len(refs))
	for i, ref := range refs {
		batch[i] = queue.Outcome{Task: "t" + ref, Account: "main", Op: "register", Number: "AB12345", Outcome: queue.Registered, Ref: ref}
	}
	require.NoError(tb, outlet.NewRecorder(rdb).Record(tb.Context(), batch))
}
