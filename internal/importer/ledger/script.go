package ledger

import (
	"context"
	_ "embed"

	"github.com/redis/go-redis/v9"
)

// heldLua is what the scripts of a lease's holder begin with.
//
//go:embed held.lua
var heldLua string

// packLua is what those of them go on with that keep failed rows.
//
//go:embed pack.lua
var packLua string

// believedLua is what those of them go on with that hear of ended rows.
//
//go:embed believed.lua
var believedLua string

func newHeldScript(body string) *redis.Script { return redis.NewScript(heldLua + body) }

func newKeepingScript(body string) *redis.Script { return newHeldScript(packLua + body) }

// What the scripts of a holder answer first.
const (
	answerLost  = -1
	answerMoved = -2
)

// Run is one run in the hands of who holds the import's lease. It is safe for concurrent use.
// Every step returns [ErrLost] when the lease is not held any more.
type Run struct {
	*Ledger
	id  string
	who string
}

// Run returns the run of that id in the hands of who, a name that no other process has and that
// has taken the lease.
func (l *Ledger) Run(id, who string) *Run { return &Run{Ledger: l, id: id, who: who} }

// ID returns the run's id.
func (r *Run) ID() string { return r.id }

// step carries out a script of the holder's; doing says what for, in an error. keys come behind
// the import's and the run's, args behind the holder. The answer's first number is its code.
func (r *Run) step(ctx context.Context, s *redis.Script, doing string, keys []string, args ...any) ([]int64, error) {
	keys = append([]string{r.key(), r.runKey(r.id)}, keys...)
	answer, err := s.Run(ctx, r.rdb, keys, append([]any{r.who}, args...)...).Int64Slice()
	switch {
	case err != nil:
	case answer[0] == answerLost:
		err = ErrLost
	case answer[0] == answerMoved:
		err = ErrMoved
	}
	return answer, r.wrap(doing, err)
}
