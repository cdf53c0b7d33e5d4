package queue

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// dropBatch is how many failures are removed by one script call.
const dropBatch = 500

// dropScript removes failures that are still as they were read: one that has
// failed anew since is another failure, and stays.
//
// KEYS[1]   the failures record
// ARGV[odd]  the id of a failure
// ARGV[even] the text it was read with
//
// Returns how many were removed.
var dropScript = redis.NewScript(`
local dropped = 0
for i = 1, #ARGV, 2 do
	if redis.call("HGET", KEYS[1], ARGV[i]) == ARGV[i + 1] then
		dropped = dropped + redis.call("HDEL", KEYS[1], ARGV[i])
	end
end
return dropped
`)

// Drop removes the failures that pick picks from the record and returns how
// many, also when it ends with an error. The archived tasks stay with asynq
// until it forgets them.
func (s *Failures) Drop(ctx context.Context, pick Filter) (int, error) {
	dropped := 0
	batch := make([]any, 0, 2*dropBatch)
	flush := func() error {
		n, err := dropScript.Run(ctx, s.rdb, []string{s.key()}, batch...).Int()
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
