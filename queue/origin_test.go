package queue_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
)

func entryOf(t *testing.T, payload string) queue.Entry {
	t.Helper()
	entry, err := queue.ParseEntry([]byte(payload))
	require.NoError(t, err)
	return entry
}

func TestAnEntrySaysWhereItComesFrom(t *testing.T) {
	for _, payload := range []string{
		`{"number":"RR123456789CN","carrier":3011}`,
		`{"_source":"before","number":"RR123456789CN","_row":[1],"carrier":3011}`,
		`{"number":"RR123456789CN","carrier":3011,"\u005fsource":"written otherwise"}`,
	} {
		plain := entryOf(t, payload)
		from, err := plain.From("nightly@2026-11-24T02:00#17", json.RawMessage(`{"line":3}`))
		require.NoError(t, err)
		require.JSONEq(t, `{"number":"RR123456789CN","carrier":3011,"_source":"nightly@2026-11-24T02:00#17","_row":{"line":3}}`, string(from.Payload))
		require.JSONEq(t, `{"number":"RR123456789CN","carrier":3011}`, string(from.Body), "none of it is sent")
		require.Equal(t, plain.TaskID(queue.Register), from.TaskID(queue.Register), "it is the same task")
		require.Equal(t, from.Source, "nightly@2026-11-24T02:00#17")
		require.Equal(t, from.Payload, entryOf(t, string(from.Payload)).Payload, "and an entry")
		require.JSONEq(t, payload, string(plain.Payload), "the plain one stays")
	}
}

func TestARowThatIsTooLongIsLeftOut(t *testing.T) {
	plain := entryOf(t, `{"number":"RR123456789CN"}`)
	row, err := json.Marshal(strings.Repeat("x", queue.MaxPayload-40))
	require.NoError(t, err)
	from, err := plain.From("run#1", row)
	require.NoError(t, err)
	require.JSONEq(t, `{"number":"RR123456789CN","_source":"run#1"}`, string(from.Payload))

	_, err = plain.From(strings.Repeat("x", queue.MaxPayload), nil)
	require.ErrorContains(t, err, "_source")
	_, err = queue.Entry{Number: "RR123456789CN"}.From("run#1", nil)
	require.Error(t, err)
}
