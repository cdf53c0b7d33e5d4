package ledger

import (
	"context"
	_ "embed"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

var (
	//go:embed take.lua
	takeLua    string
	takeScript = redis.NewScript(takeLua)
	//go:embed renew.lua
	renewLua    string
	renewScript = newHeldScript(renewLua)
)

// Take takes the import's lease for who, a name that no other process has, and says whether who
// holds it now, for ttl from now. A holder that dies is followed ttl after its last renewal.
func (l *Ledger) Take(ctx context.Context, who string, ttl time.Duration) (bool, error) {
	held, err := takeScript.Run(ctx, l.rdb, []string{l.key()}, who, ttl.Milliseconds()).Int()
	return held == 1, l.wrap("take the lease", err)
}

// Release gives the lease up if who holds it.
func (l *Ledger) Release(ctx context.Context, who string) error {
	return l.wrap("give up the lease", takeScript.Run(ctx, l.rdb, []string{l.key()}, who, 0).Err())
}

// Pulse is how a run goes, for those who look at it.
type Pulse struct {
	Rate  float64 // rows a second that came to their end lately
	Share float64 // of the source that was read, 0 to 1; -1: not known
}

// Renew keeps the lease for ttl from now and says whether the run is to be cancelled.
func (r *Run) Renew(ctx context.Context, ttl time.Duration, p Pulse) (cancel bool, err error) {
	answer, err := r.step(ctx, renewScript, "renew the lease", nil, ttl.Milliseconds(), format(p.Rate), format(p.Share))
	if err != nil {
		return false, err
	}
	return answer[1] == 1, nil
}

func format(n float64) string { return strconv.FormatFloat(n, 'g', 6, 64) }
