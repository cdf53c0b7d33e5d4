package ledger

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// cancelScript asks for a run's end.
//
// KEYS[1] -> the run's hash
//
// Answers 1, or 0 if there is no such run or it has ended.
var cancelScript = redis.NewScript(`
local phase = redis.call('HGET', KEYS[1], 'phase')
if phase ~= 'waiting' and phase ~= 'feeding' and phase ~= 'settling' then return 0 end
redis.call('HSET', KEYS[1], 'cancel', '1')
return 1
`)

// Cancel asks for the run to be cancelled by who holds the import's lease, who sees it with the
// next [Run.Renew], and says whether there is anything to cancel.
func (l *Ledger) Cancel(ctx context.Context, id string) (bool, error) {
	asked, err := cancelScript.Run(ctx, l.rdb, []string{l.runKey(id)}).Int()
	return asked == 1, l.wrap("cancel run "+id, err)
}
