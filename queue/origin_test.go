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
		again, err := queue.ParseTask(from.TaskID(queue.Register), from.Payload)
		require.NoError(t, err, "and an entry")
		require.Equal(t, from.Payload, again.Payload)
		require.JSONEq(t, `{"line":3}`, string(again.Row))
		require.JSONEq(t, payload, string(plain.Payload), "the plain one stays")
	}
}

// TestAnImportsRowIsSpokenForByItsOwnTaskAlone: whoever enqueues can write any _source.
func TestAnImportsRowIsSpokenForByItsOwnTaskAlone(t *testing.T) {
	of := entryOf(t, `{"number":"RR123456789CN","carrier":3011}`)
	row, err := of.From("nightly@2026-11-24T02:00#17", nil)
	require.NoError(t, err)
	other := strings.Replace(string(row.Payload), "RR123456789CN", "RR123456785CN", 1)
	for _, c := range []struct{ task, payload string }{
		{"", string(row.Payload)},
		{"0193-some-uuid", string(row.Payload)},
		{row.TaskID(queue.Register) + "x", string(row.Payload)},
		{row.TaskID(queue.Register), other},
	} {
		_, err := queue.ParseTask(c.task, []byte(c.payload))
		require.ErrorContains(t, err, "names a row of an import", "%s %s", c.task, c.payload)
		var refused *queue.EntryError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "_source", refused.Field)
	}
	for _, source := range []string{"nightly@2026-11-24T02:00#0", "a_b-C@2026-11-24T02:00:00Z#123456789"} {
		_, err := queue.ParseEntry([]byte(`{"number":"RR123456789CN","_source":"` + source + `"}`))
		require.ErrorContains(t, err, "names a row of an import", source)
		_, err = queue.FromFields([]queue.Field{{Name: "number", Value: "RR123456789CN"}, {Name: "_source", Value: source}})
		require.ErrorContains(t, err, "names a row of an import", source)
	}
	for _, source := range []string{"shop", "shop#1", "order@2026#7", "nightly@2026-11-24T02:00", "nightly@2026-11-24T02:00#x", "a b@2026-11-24T02:00#1"} {
		require.Equal(t, source, entryOf(t, `{"number":"RR123456789CN","_source":"`+source+`"}`).Source)
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
