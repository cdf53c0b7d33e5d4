package batching

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// refusedAndGone returns a table that a lone item "bad" has left as a suspect, and when it was refused.
func refusedAndGone(t *testing.T) (*table, time.Time) {
	tb := newTable(t, Config{})
	tb.add(live, "bad")
	f := tb.take()
	require.Empty(t, tb.end(f, Split))
	refused := tb.account()
	tb.s.withdraw(f.entries[0])
	require.Equal(t, Stats{}, tb.s.stats())
	return tb, refused
}

func TestASuspectThatComesAgainIsRemembered(t *testing.T) {
	tb, refused := refusedAndGone(t)
	tb.success()
	tb.after(doubtFor - time.Minute)
	tb.add(live, "bad")
	f := tb.take()
	require.Equal(t, refused, f.batch().RefusedSince)
	require.Equal(t, []string{"bad"}, tb.end(f, Split), "another has succeeded since its first failure")
	tb.add(live, "bad")
	require.Zero(t, tb.take().batch().RefusedSince, "it has been judged")
}

func TestASuspectThatComesAgainNeedsASuccessSince(t *testing.T) {
	tb, _ := refusedAndGone(t)
	tb.after(time.Minute)
	tb.add(live, "bad")
	require.Empty(t, tb.end(tb.take(), Split))
	require.Equal(t, 1, tb.s.stats().Suspects)
}

func TestARefusalIsForgotten(t *testing.T) {
	for name, forget := range map[string]func(*table){
		"after an answer":   func(tb *table) { tb.add(live, "bad"); tb.end(tb.take(), Answered) },
		"after a long time": func(tb *table) { tb.after(doubtFor + time.Second); tb.add(live, "bad") },
	} {
		t.Run(name, func(t *testing.T) {
			tb, _ := refusedAndGone(t)
			tb.success()
			forget(tb)
			f := tb.take()
			require.Zero(t, f.batch().RefusedSince)
			require.Empty(t, tb.end(f, Split))
		})
	}
}

// In a call with others it is not known whose the failure is.
func TestARefusalIsRememberedOfALoneItem(t *testing.T) {
	tb, _ := refusedAndGone(t)
	tb.success()
	tb.add(live, "bad", "other")
	f := tb.take()
	require.Zero(t, f.batch().RefusedSince)
	require.Empty(t, tb.end(f, Split))
	require.Equal(t, []string{"bad"}, tb.end(tb.take(), Split))
	require.Empty(t, tb.end(tb.take(), Split), "the other is new")
}

func TestDoubtsDoNotPileUp(t *testing.T) {
	d, now := doubts{}, time.Unix(1e9, 0)
	for i := range 10_000 {
		now = now.Add(time.Second)
		d.refused(fmt.Sprint(i), now, now)
	}
	require.LessOrEqual(t, len(d.items), int(2*doubtFor/time.Second)+1)
	d.refused("", now, now)
	require.Zero(t, d.of("", now), "nothing tells it from another")
}

func TestALoneItemThatFailsInEachOfItsStaysIsCounted(t *testing.T) {
	tb := newTable(t, Config{})
	for range againsToHalve - 1 {
		tb.add(bulk, "bad")
		f := tb.take()
		require.Empty(t, tb.end(f, Again))
		tb.s.withdraw(f.entries[0])
		tb.after(time.Minute)
		tb.success()
	}
	tb.add(bulk, "bad")
	require.Equal(t, []string{"bad"}, tb.end(tb.take(), Again), "others have passed between its failures")
	tb.add(bulk, "bad")
	require.Empty(t, tb.end(tb.take(), Again))
	require.Equal(t, Stats{Waiting: 1}, tb.s.stats(), "it has been judged, and begins anew")
}

func TestAnAnswerEndsWhatIsRememberedOfAnAgain(t *testing.T) {
	tb := newTable(t, Config{})
	tb.add(bulk, "1")
	tb.end(tb.take(), Again)
	tb.end(tb.take(), Answered) // without a result: it is kept
	tb.success()
	for range againsToHalve - 1 {
		require.Empty(t, tb.end(tb.take(), Again))
		tb.after(time.Minute)
	}
	require.Equal(t, Stats{Groups: 1, Grouped: 1}, tb.s.stats())
}
