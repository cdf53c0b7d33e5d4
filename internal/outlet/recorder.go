package outlet

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/unchanged"
	"github.com/trackreg/trackreg/queue"
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
// answered and none, and with it the failure that its entry mends. They are counted in the account's [queue.Totals]. It blocks until
// Redis has them.
//
// On an error some may have been written, each with what it does to the
// failures record: record them all again. Those that had been written are then in the stream twice, which
// consumers expect (at-least-once).
func (r *Recorder) Record(ctx context.Context, outcomes []queue.Outcome) error {
	byAccount := make(map[string][]queue.Outcome, 1)
	for _, o := range outcomes {
		if o.At.IsZero() {
			o.At = time.Now()
		}
		if o.Class == "" {
			o.Class = queue.ClassOf(o.Outcome)
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

func (r *Recorder) recordBatch(ctx context.Context, keys keyspace.Account, outcomes []queue.Outcome) error {
	mended, err := r.mendedFailures(ctx, keys.Failures(), outcomes)
	if err != nil {
		return err
	}
	_, err = r.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		for _, o := range outcomes {
			pipe.XAdd(ctx, &redis.XAddArgs{Stream: keys.Out(), Values: fields(o)})
			if err := keepFailures(ctx, pipe, keys.Failures(), o); err != nil {
				return err
			}
		}
		if len(mended) > 0 {
			unchanged.Remove(ctx, pipe, keys.Failures(), mended)
		}
		countTotals(ctx, pipe, keys.Totals(), outcomes)
		return nil
	})
	return err
}

// countTotals queues the counting of outcomes.
func countTotals(ctx context.Context, pipe redis.Pipeliner, key string, outcomes []queue.Outcome) {
	counts := map[string]int64{}
	for _, o := range outcomes {
		counts[o.Outcome]++
	}
	for outcome, n := range counts {
		pipe.HIncrBy(ctx, key, outcome, n)
	}
}
