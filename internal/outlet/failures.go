package outlet

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/wire"
	"github.com/trackreg/trackreg/queue"
)

// keepFailures queues what the outcome does to the failures record.
func keepFailures(ctx context.Context, pipe redis.Pipeliner, key string, o queue.Outcome) error {
	switch o.Outcome {
	case queue.Rejected, queue.Exhausted, queue.Expired:
		record, err := failureText(o)
		if err != nil {
			return fmt.Errorf("failure of task %s: %w", o.Task, err)
		}
		pipe.HSet(ctx, key, o.FailureID(), record)
	}
	if succeeded(o) {
		pipe.HDel(ctx, key, mended(o)...)
	}
	return nil
}

// succeeded says that the number needs no mending any more.
func succeeded(o queue.Outcome) bool {
	return o.Outcome == queue.Registered || o.Outcome == queue.AlreadyRegistered
}

// mended returns the ids of the failures that a success is the end of.
func mended(o queue.Outcome) []string {
	ids := []string{identity(o.Op, 0, o.Number)}
	for _, carrier := range []int{o.GivenCarrier, o.Carrier} {
		if id := identity(o.Op, carrier, o.Number); carrier != 0 && id != ids[len(ids)-1] {
			ids = append(ids, id)
		}
	}
	return ids
}

func failure(o queue.Outcome) queue.Failure {
	return queue.Failure{
		Class:    o.Class,
		Outcome:  o.Outcome,
		Code:     o.Code,
		Message:  o.Message,
		Remedy:   o.Remedy,
		Payload:  wire.Recordable(o.Payload, queue.MaxPayload),
		Task:     o.Task,
		Queue:    o.Queue,
		Attempts: o.Attempts,
		At:       o.At.UTC().Truncate(time.Millisecond),
	}
}

// failureText returns the field of the record. The payload keeps its characters.
func failureText(o queue.Outcome) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(failure(o)); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

func identity(op string, carrier int, number string) string {
	return queue.Entry{Number: number, Carrier: carrier}.Identity(op)
}
