package batching

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStatsTellWhatIsInACallFromWhatWaits(t *testing.T) {
	tb := newTable(t, Config{Most: 2})
	tb.add(bulk, "1", "2", "3")
	f := tb.take()
	require.Equal(t, Stats{Waiting: 1, Calls: 1, Flying: 2}, tb.s.stats())
	tb.end(f, Front)
	require.Equal(t, Stats{Waiting: 3}, tb.s.stats())
}

func TestOnlyTheWithdrawalOfATwinLetsAnotherGo(t *testing.T) {
	tb := newTable(t, Config{})
	tb.add(bulk, "same", "other", "same")
	require.True(t, tb.s.withdraw(tb.s.line(bulk).head))
	require.False(t, tb.s.withdraw(tb.s.line(bulk).head))
	require.False(t, tb.s.withdraw(tb.s.line(bulk).head))
	require.Equal(t, Stats{}, tb.s.stats())
}

func TestADoubtLastsTenMinutes(t *testing.T) {
	var d doubts
	now := time.Unix(1e9, 0)
	d.refused("bad", now, now)
	require.NotZero(t, d.of("bad", now.Add(doubtFor)))
	require.Zero(t, d.of("bad", now.Add(doubtFor+1)))
	require.Equal(t, 10*time.Minute, doubtFor)
}
