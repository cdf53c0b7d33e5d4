package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// recordMost is the most outcomes that go in one transaction, so that it neither holds
// Redis up nor runs into a timeout.
const recordMost = 1000

// Recorder makes outcomes durable. It is safe for concurrent use.
type Recorder struct{ rdb redis.UniversalClient }

// NewRecorder returns a recorder that writes by rdb.
func NewRecorder(rdb redis.UniversalClient) *Recorder { return &Recorder{rdb: rdb} }

// Record writes the outcomes to their accounts' streams and keeps the failures
// records in step, in one transaction, and so one round trip, for each account
// and thousand outcomes: a rejected, exhausted or expired number is entered, and
// one that is registered is taken out under the carrier given, the carrier
// answered and none. They are counted in the account's [Totals]. It blocks until
// Redis has them.
//
// On an error some may have been written, each with what it does to the
// failures record: record them all again. Those that had been written are then in the stream twice, which
// consumers expect (at-least-once).
func (r *Recorder) Record(ctx context.Context, outcomes []Outcome) error {
	byAccount := make(map[string][]Outcome, 1)
	for _, o := range outcomes {
		if o.At.IsZero() {
			o.At = time.Now()
		}
		if o.Class == "" {
			o.Class = ClassOf(o.Outcome)
		}
		byAccount[o.Account] = append(byAccount[o.Account], o)
	}
	for account, own := range byAccount {
		for batch := range slices.Chunk(own, recordMost) {
			if err := r.recordBatch(ctx, keyspace.Account(account), batch); err != nil {
				return fmt.Errorf("record %d outcomes of account %s: %w", len(own), account, err)
			}
		}
	}
	return nil
}

func (r *Recorder) recordBatch(ctx context.Context, keys keyspace.Account, outcomes []Outcome) error {
	_, err := r.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		for _, o := range outcomes {
			pipe.XAdd(ctx, &redis.XAddArgs{Stream: keys.Out(), Values: o.fields()})
			if err := o.keepFailures(ctx, pipe, keys.Failures()); err != nil {
				return err
			}
		}
		countTotals(ctx, pipe, keys.Totals(), outcomes)
		return nil
	})
	return err
}

// keepFailures queues what the outcome does to the failures record.
func (o Outcome) keepFailures(ctx context.Context, pipe redis.Pipeliner, key string) error {
	switch o.Outcome {
	case Rejected, Exhausted, Expired:
		record, err := o.failure().text()
		if err != nil {
			return fmt.Errorf("failure of task %s: %w", o.Task, err)
		}
		pipe.HSet(ctx, key, o.failureID(), record)
	case Registered, AlreadyRegistered:
		pipe.HDel(ctx, key, o.mended()...)
	}
	return nil
}

// mended returns the ids of the failures that a success is the end of.
func (o Outcome) mended() []string {
	ids := []string{identity(o.Op, 0, o.Number)}
	for _, carrier := range []int{o.GivenCarrier, o.Carrier} {
		if id := identity(o.Op, carrier, o.Number); carrier != 0 && id != ids[len(ids)-1] {
			ids = append(ids, id)
		}
	}
	return ids
}

// failureID is the identity of the entry. A task whose payload has no number
// to tell it by goes under its task id, marked so that it looks like no number.
func (o Outcome) failureID() string {
	if o.Number == "" {
		return identity(o.Op, 0, "") + "?" + o.Task
	}
	return identity(o.Op, o.GivenCarrier, o.Number)
}

func (o Outcome) failure() Failure {
	return Failure{
		Class:    o.Class,
		Outcome:  o.Outcome,
		Code:     o.Code,
		Message:  o.Message,
		Remedy:   o.Remedy,
		Payload:  recordable(o.Payload),
		Task:     o.Task,
		Queue:    o.Queue,
		Attempts: o.Attempts,
		At:       o.At.UTC().Truncate(time.Millisecond),
	}
}

// recordable returns a payload as JSON that fits into the record: as a string
// if it is no JSON, and cut short if it is longer than an entry may be, for
// no retry can use it then.
func recordable(payload json.RawMessage) json.RawMessage {
	if len(payload) <= MaxPayload && json.Valid(payload) {
		return payload
	}
	s := string(payload)
	if len(s) > MaxPayload {
		s = s[:1024] + "… (" + strconv.Itoa(len(payload)) + " bytes)"
	}
	quoted, _ := json.Marshal(s) // a string: it cannot fail
	return quoted
}
