package queue

import (
	"context"
	"fmt"
	"iter"

	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/unchanged"
)

// dropBatch is how many failures are removed at once.
const dropBatch = 500

// Drop removes the failures that pick picks from the record and returns how
// many, also when it ends with an error. One that has failed anew since it was
// read is another failure, and stays. The tasks that asynq keeps archived of
// them are deleted as well: their payloads are the same.
func (s *Failures) Drop(ctx context.Context, pick Filter) (int, error) {
	return s.drop(ctx, s.scan(ctx, pick))
}

// DropThese does what [Failures.Drop] does with the failures of the given ids that there are.
func (s *Failures) DropThese(ctx context.Context, ids []string) (int, error) {
	return s.drop(ctx, s.these(ctx, ids))
}

func (s *Failures) drop(ctx context.Context, records iter.Seq2[record, error]) (int, error) {
	dropped := 0
	batch := make([]any, 0, 2*dropBatch)
	var failures []Failure
	flush := func() error {
		n, err := unchanged.Remove(ctx, s.rdb, s.key(), batch).Int()
		if err != nil {
			return fmt.Errorf("drop failures of account %s: %w", s.account, err)
		}
		dropped += n
		err = s.dropTwins(ctx, failures)
		batch, failures = batch[:0], failures[:0]
		return err
	}
	for r, err := range records {
		if err != nil {
			return dropped, err
		}
		batch = append(batch, r.failure.ID, r.text)
		failures = append(failures, r.failure)
		if len(batch) == cap(batch) {
			if err := flush(); err != nil {
				return dropped, err
			}
		}
	}
	return dropped, flush()
}

// twinsAtOnce is how many archived tasks are deleted at once.
const twinsAtOnce = 16

// dropTwins deletes the archived tasks of failures that the record does not hold any more.
func (s *Failures) dropTwins(ctx context.Context, failures []Failure) error {
	ids := make([]string, len(failures))
	for i, f := range failures {
		ids[i] = f.ID
	}
	left, err := s.Get(ctx, ids...)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(twinsAtOnce)
	for _, f := range failures {
		if _, failedAnew := left[f.ID]; failedAnew {
			continue
		}
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return s.producer.dropArchived(f, Receipt{})
		})
	}
	return group.Wait()
}
