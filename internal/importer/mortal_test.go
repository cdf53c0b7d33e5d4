package importer_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// mixed is a source in which every kind of row comes up, in three parts; whole counts what
// becomes of them. A pair of the very same rows is one task when the first still waits as the
// second is read, and two when it does not.
func (r *rig) mixed(n int) (pairs int64) {
	var rows []string
	for i := range n {
		switch {
		case i%10 == 3:
			rows = append(rows, fmt.Sprintf("BAD%06d,3011,", i))
		case i%10 == 5:
			rows = append(rows, ",3011,no number")
		case i%10 == 8:
			rows = append(rows, rows[len(rows)-1])
			pairs++
		default:
			rows = append(rows, fmt.Sprintf("GOOD%06d,3011,row %d", i, i))
		}
	}
	third := n / 3
	r.source.Put("a.csv", "1", sourcetest.CSV(rows[:third]...))
	r.source.Put("b.csv", "1", sourcetest.CSV(rows[third:2*third]...))
	r.source.Put("c.csv", "1", sourcetest.CSV(rows[2*third:]...))
	return pairs
}

// TestARunThatIsKilledAnywhereCountsEachRowOnce kills the process of a run at fifty places, each
// in the middle of any command, and has another go on.
func TestARunThatIsKilledAnywhereCountsEachRowOnce(t *testing.T) {
	kills := 50
	if testing.Short() {
		kills = 5
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	for range kills {
		commands, moment := 20+dice.IntN(350), []redistest.Moment{redistest.Before, redistest.After}[dice.IntN(2)]
		t.Run(fmt.Sprintf("%s command %d", moment, commands), func(t *testing.T) {
			t.Parallel()
			virtually(t, func(r *rig) { r.killedAt(moment, commands) })
		})
	}
}

// killedAt has a process die that carries a run out, and checks what another makes of it.
//
//trackreg:sleeps in a bubble
func (r *rig) killedAt(moment redistest.Moment, commands int) {
	const rows = 120
	pairs := r.mixed(rows)
	r.o.HighWater, r.look = 16, 4*time.Second // many small chunks
	v := r.sell()
	id := r.start()
	seen := 0
	client, mortal := redistest.NewMortal(r.t, r.rdb, func(at redistest.Moment, _ string) bool {
		if at == moment {
			seen++
		}
		return seen == commands
	})
	r.work(func(o *importer.Options) { o.Redis, o.Me = client, "mortal" })
	for start := time.Now(); !mortal.Dead() && !r.state(id).Phase.Ended() && time.Since(start) < patience; {
		time.Sleep(r.look)
	}
	died := time.Now()
	r.work()
	state := r.ended(id)
	require.Equal(r.t, ledger.Finished, state.Phase, state.Why)
	require.Less(r.t, time.Since(died), 4*time.Minute)

	c := state.Counts
	require.EqualValues(r.t, rows, c.Read, c)
	require.EqualValues(r.t, rows/10, c.Invalid, c)
	require.EqualValues(r.t, rows/10, c.Rejected, c)
	require.LessOrEqual(r.t, c.Duplicate, pairs, c)
	require.Equal(r.t, c.Queued, c.Registered+c.Rejected, c)
	require.Zero(r.t, c.Removed+c.Cancelled+c.Known+c.FailedBefore, c)
	require.Len(r.t, r.source.Done(), 3)
	require.Len(r.t, v.handled, rows-rows/10-int(pairs), "every number was sent")
}
