package queue_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/salvage"
	"github.com/trackreg/trackreg/queue"
)

func FuzzParseEntry(f *testing.F) {
	for _, seed := range []string{
		`{"number":"RR123456789CN","carrier":3011,"_ref":"7","tag":"A1"}`,
		`{"number":" 1.2E+17 "}`, `{"number":"AB12345","x":1e400,"y":-0.0}`,
		`{"number":"AB12345","\u006e":"\ud83d\ude00","o":{"b":[{}],"a":[[]]}}`,
		`[]`, `{}`, `{"number":null}`, `{"number":"\ud800AB"}`, "\ufeff{\"number\":\"\u200bA\"}", `{"number":"A","number":"B"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		e, err := queue.ParseEntry(payload)
		if err != nil {
			var refused *queue.EntryError
			require.True(t, errors.As(err, &refused), "%T", err)
			require.NotEmpty(t, refused.Problem)
			require.NotEmpty(t, refused.Mend)
			require.Equal(t, payload, []byte(salvage.Entry(payload).Payload))
			return
		}
		checkEntry(t, e)
	})
}

func FuzzFromFields(f *testing.F) {
	f.Add("number", "RR123456789CN", "carrier", "3011")
	f.Add("number", "\ufeffRR1", "auto_detection", "TRUE")
	f.Add("number", "a\"\\\x01", "remark", "\u2028é\n")
	f.Add("number", "1", "_ref", "x")
	f.Fuzz(func(t *testing.T, name1, value1, name2, value2 string) {
		e, err := queue.FromFields([]queue.Field{{Name: name1, Value: value1}, {Name: name2, Value: value2}})
		if err != nil {
			var refused *queue.EntryError
			require.True(t, errors.As(err, &refused), "%T", err)
			return
		}
		checkEntry(t, e)
	})
}

// checkEntry states what holds for every entry.
func checkEntry(t *testing.T, e queue.Entry) {
	require.NotEmpty(t, e.Number)
	require.Equal(t, queue.TrimNumber(e.Number), e.Number)
	require.GreaterOrEqual(t, e.Carrier, 0)
	require.True(t, json.Valid(e.Payload) && json.Valid(e.Body), "%s", e.Payload)

	var body map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(e.Body, &body))
	for key := range body {
		require.False(t, strings.HasPrefix(key, "_"), "%s is sent", key)
	}

	again, err := queue.ParseEntry(e.Payload)
	require.NoError(t, err, "the payload of an entry is an entry: %s", e.Payload)
	require.Equal(t, e, again)
}
