package worker

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/memtest"
	"github.com/trackreg/trackreg/internal/wire"
	"github.com/trackreg/trackreg/queue"
)

// TestATasksPayloadOfAnyLengthAndDepthTakesNoMemory is of tasks that others enqueue, by asynq alone.
func TestATasksPayloadOfAnyLengthAndDepthTakesNoMemory(t *testing.T) {
	const deep = 1 << 20
	for name, payload := range map[string]string{
		"nested":                 strings.Repeat("[", deep) + strings.Repeat("]", deep),
		"in a field":             `{"number":"AB12345","a":` + strings.Repeat(`{"a":`, deep) + "1" + strings.Repeat("}", deep) + "}",
		"many fields":            `{"number":"AB12345"` + strings.Repeat(`,"a":1`, deep) + "}",
		"as it may be, but deep": `{"number":"AB12345","a":` + strings.Repeat("[", 8000) + strings.Repeat("]", 8000) + "}",
	} {
		text := []byte(payload)
		var err error
		var record []byte
		took := memtest.Allocated(func() {
			var entry queue.Entry
			entry, err = entryOf("task", text)
			record = wire.Recordable(entry.Payload, queue.MaxPayload)
		})
		require.Error(t, err, name)
		require.Less(t, len(err.Error()), 400, name)
		require.LessOrEqual(t, len(record), queue.MaxPayload, name)
		require.Less(t, took, uint64(len(text)+4<<20), name)
	}
}
