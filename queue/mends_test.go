package queue_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

func TestAnEntrySaysWhichFailureItMends(t *testing.T) {
	plain := entryOf(t, `{"number":"RR123456785CN","carrier":3011}`)
	for written, want := range map[string]string{
		`"register:3011:RR123456799CN"`:         "register:3011:RR123456799CN",
		`" register:03011:rr123456799cn\ufeff"`: "register:3011:RR123456799CN",
		`"register:0:A:B"`:                      "register:0:A:B",
		`"register:0:?of-a-Task"`:               "register:0:?of-a-Task",
		`"changecarrier:3011:A"`:                "changecarrier:3011:A",
		`""`:                                    "",
		`" "`:                                   "",
		`null`:                                  "",
	} {
		mending := entryOf(t, `{"number":"RR123456785CN","carrier":3011,"_mends":`+written+`}`)
		require.Equal(t, want, mending.Mends, written)
		require.Equal(t, plain.TaskID(queue.Register), mending.TaskID(queue.Register), "it is the same task")
		require.Equal(t, plain.Body, mending.Body, "it is not sent")
	}
}

func TestWhatNamesNoFailureIsRefused(t *testing.T) {
	for _, written := range []string{
		`"RR123456799CN"`, `"register"`, `"register:3011"`, `"register:3011:"`, `"register::RR1"`, `"register:-1:RR1"`, `"register:DHL:RR1"`,
		`":3011:RR1"`, `"Register:3011:RR1"`, `"register:2147483648:RR1"`, `3011`, `{}`,
	} {
		_, err := queue.ParseEntry([]byte(`{"number":"RR123456785CN","_mends":` + written + `}`))
		var refused *queue.EntryError
		require.ErrorAs(t, err, &refused, written)
		require.Equal(t, "_mends", refused.Field)
		require.NotEmpty(t, refused.Mend)
	}
	for _, written := range []string{`"yesterday"`, `""`, `null`, `7`} {
		_, err := queue.ParseEntry([]byte(`{"number":"RR123456785CN","_mended_at":` + written + `}`))
		require.ErrorContains(t, err, "_mended_at", written)
	}
}

// TestAMendingIsStampedOnce: it is as old as its first enqueueing, however often it is tried again.
func TestAMendingIsStampedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rdb := redistest.Embedded(t)
		producer := queue.NewProducer(rdb)
		enqueued := func(e queue.Entry) queue.Entry {
			receipt, err := producer.Enqueue(t.Context(), e)
			require.NoError(t, err)
			require.Equal(t, queue.Enqueued, receipt.Status)
			inspector := asynq.NewInspectorFromRedisClient(rdb)
			task, err := inspector.GetTaskInfo(receipt.Queue, receipt.TaskID)
			require.NoError(t, err)
			require.NoError(t, inspector.DeleteTask(receipt.Queue, receipt.TaskID))
			return entryOf(t, string(task.Payload))
		}
		mending := entryOf(t, `{"number":"RR123456785CN","_mends":"register:0:RR1"}`)
		require.Zero(t, mending.MendedAt)
		began := time.Now().UTC()
		first := enqueued(mending)
		require.True(t, began.Equal(first.MendedAt), first.MendedAt)
		time.Sleep(time.Hour)
		require.True(t, began.Equal(enqueued(first).MendedAt), "tried again later")

		plain := entryOf(t, `{"number":"RR123456785CN"}`)
		require.Equal(t, plain.Payload, enqueued(plain).Payload, "what mends nothing stays as it is")
		long := entryOf(t, `{"number":"RR123456785CN","_mends":"register:0:RR1","x":"`+strings.Repeat("x", queue.MaxPayload-70)+`"}`)
		require.Zero(t, enqueued(long).MendedAt, "no stamp makes an entry too long")
	})
}
