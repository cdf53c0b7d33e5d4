package queue

import (
	"context"
	"fmt"

	"github.com/trackreg/trackreg/internal/unchanged"
)

// dropBatch is how many failures are removed at once.
const dropBatch = 500

// Drop removes the failures that pick picks from the record and returns how
// many, also when it ends with an error. One that has failed anew since it was
// read is another failure, and stays. The archived tasks stay with asynq
// until it forgets them.
func (s *Failures) Drop(ctx context.Context, pick Filter) (int, error) {
	dropped := 0
	batch := make([]any, 0, 2*dropBatch)
	flush := func() error {
		n, err := unchanged.Remove(ctx, s.rdb, s.key(), batch).Int()
		if err != nil {
			return fmt.Errorf("drop failures of account %s: %w", s.account, err)
		}
		dropped += n
		batch = batch[:0]
		return nil
	}
	for r, err := range s.scan(ctx, pick) {
		if err != nil {
			return dropped, err
		}
		batch = append(batch, r.failure.ID, r.text)
		if len(batch) == cap(batch) {
			if err := flush(); err != nil {
				return dropped, err
			}
		}
	}
	return dropped, flush()
}
