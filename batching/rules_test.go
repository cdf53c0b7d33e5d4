package batching

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// table drives the state by hand, with a local clock and the account's.
type table struct {
	t   *testing.T
	s   *state[string, string]
	now time.Time
}

func newTable(t *testing.T, cfg Config) *table {
	return &table{t: t, s: newState[string, string](cfg.withDefaults()), now: time.Unix(1e9, 0)}
}

func (tb *table) add(c Class, values ...string) {
	for _, v := range values {
		tb.s.add(&entry[string, string]{
			item: Item[string]{Class: c, Key: v, ID: v, Value: v}, done: make(chan ending[string], 1)})
	}
}

// account is the account's clock: another one, so that a mix-up shows.
func (tb *table) account() time.Time { return tb.now.Add(clockGap) }

func (tb *table) after(d time.Duration) { tb.now = tb.now.Add(d) }

// success tells the state of another call's.
func (tb *table) success() {
	tb.after(time.Millisecond)
	tb.s.success = tb.account()
	tb.after(time.Millisecond)
}

// take takes a batch through an open way; nil if there is none.
func (tb *table) take() *flight[string, string] {
	return tb.takeSlot(Slot{})
}

func (tb *table) takeSlot(slot Slot) *flight[string, string] {
	slot.May = []Class{live, bulk}
	return tb.s.take(slot, tb.now)
}

// end ends a call as a whole and returns the values settled.
func (tb *table) end(f *flight[string, string], w Whole) []string {
	tb.after(time.Millisecond)
	v := tb.s.judge(f, Reply[string]{Whole: w, Now: tb.account(), Success: tb.s.success,
		Own: func(i int) string { return f.entries[i].item.Value }}, tb.now)
	var settled []string
	for _, c := range v.settled {
		settled = append(settled, c.entry.item.Value)
	}
	tb.s.conclude(v)
	return settled
}

func values(f *flight[string, string]) []string {
	if f == nil {
		return nil
	}
	var all []string
	for _, e := range f.entries {
		all = append(all, e.item.Value)
	}
	return all
}

func TestAgainTwiceMakesAGroupThatWaits(t *testing.T) {
	tb := newTable(t, Config{Most: 4})
	tb.add(bulk, "1", "2", "3", "4")
	tb.end(tb.take(), Again)
	require.Equal(t, Stats{Waiting: 4}, tb.s.stats(), "at first back to the front")
	tb.add(bulk, "5")
	tb.end(tb.take(), Again)
	require.Equal(t, Stats{Waiting: 1, Groups: 1, Grouped: 4}, tb.s.stats())

	f := tb.take()
	require.Equal(t, []string{"5"}, values(f), "others go while it waits")
	tb.end(f, Front)
	tb.after(time.Second)
	require.Equal(t, []string{"5"}, values(tb.take()), "it would prove nothing before another has succeeded")
	require.Equal(t, []string{"1", "2", "3", "4"}, values(tb.take()), "or nothing else is there")
}

func TestThirdAgainHalvesIfAnotherHasSucceeded(t *testing.T) {
	tb := groupOfFour(t)
	tb.success()
	tb.after(time.Second)
	tb.end(tb.take(), Again)
	require.Equal(t, []string{"1", "2"}, values(tb.take()), "halves need not wait")
	require.Equal(t, []string{"3", "4"}, values(tb.take()))
}

func TestFourthAgainHalvesRegardless(t *testing.T) {
	tb := groupOfFour(t)
	tb.after(time.Second)
	tb.end(tb.take(), Again)
	require.Nil(t, tb.take())
	tb.after(time.Second)
	require.Nil(t, tb.take(), "the wait has doubled")
	tb.after(time.Second)
	f := tb.take()
	require.Len(t, f.entries, 4)
	tb.end(f, Again)
	require.Equal(t, []string{"1", "2"}, values(tb.take()))
}

// One success before the vendor's bad hour must not have all groups halved to the last.
func TestHalvesAreJudgedBySuccessesSinceTheHalving(t *testing.T) {
	tb := groupOfFour(t)
	tb.success()
	tb.after(time.Second)
	tb.end(tb.take(), Again)
	tb.end(tb.take(), Again)
	tb.end(tb.take(), Again)
	require.Equal(t, Stats{Groups: 2, Grouped: 4}, tb.s.stats())
}

func TestAnAnswerMakesUpForAnEarlierAgain(t *testing.T) {
	tb := newTable(t, Config{})
	tb.add(bulk, "1", "2")
	tb.end(tb.take(), Again)
	tb.end(tb.take(), Answered) // without results: both are kept
	tb.end(tb.take(), Again)
	require.Equal(t, Stats{Waiting: 2}, tb.s.stats())
}

// groupOfFour returns a table with one group that waits for its third call.
func groupOfFour(t *testing.T) *table {
	tb := newTable(t, Config{Most: 4})
	tb.add(bulk, "1", "2", "3", "4")
	tb.end(tb.take(), Again)
	tb.end(tb.take(), Again)
	require.Equal(t, Stats{Groups: 1, Grouped: 4}, tb.s.stats())
	return tb
}

func TestHalvesGoBreadthFirstAndUnmixed(t *testing.T) {
	tb := newTable(t, Config{Most: 8})
	tb.add(bulk, "1", "2", "3", "4", "5", "6", "7", "8")
	tb.end(tb.take(), Split)
	tb.add(live, "live")
	var sent [][]string
	for range 6 {
		f := tb.take()
		sent = append(sent, values(f))
		tb.end(f, Split)
	}
	require.Equal(t, [][]string{{"1", "2", "3", "4"}, {"5", "6", "7", "8"},
		{"1", "2"}, {"3", "4"}, {"5", "6"}, {"7", "8"}}, sent)
}

func TestHalfStaysThatHalf(t *testing.T) {
	for _, w := range []Whole{Front, Again} {
		t.Run(w.String(), func(t *testing.T) {
			tb := newTable(t, Config{})
			tb.add(bulk, "1", "2", "3", "4")
			tb.end(tb.take(), Split)
			tb.add(bulk, "5")
			f := tb.take()
			require.Equal(t, []string{"1", "2"}, values(f))
			tb.end(f, w)
			tb.success()
			tb.after(time.Minute)
			require.ElementsMatch(t, [][]string{{"1", "2"}, {"3", "4"}},
				[][]string{values(tb.take()), values(tb.take())})
		})
	}
}

func TestProbeTakesNewOnesFirst(t *testing.T) {
	tb := newTable(t, Config{})
	tb.add(bulk, "1", "2")
	tb.end(tb.take(), Split)
	tb.add(bulk, "new")
	require.Equal(t, []string{"new"}, values(tb.takeSlot(Slot{Probe: true})))
	f := tb.takeSlot(Slot{Probe: true})
	require.Equal(t, []string{"1"}, values(f))
	tb.end(f, Split)
	require.Equal(t, []string{"2"}, values(tb.take()))
	require.Equal(t, 1, tb.s.stats().Suspects)
}

func TestNoVerdictOnAnItemWithoutASuccessSinceItsFirstFailure(t *testing.T) {
	tb := newTable(t, Config{})
	tb.success()
	tb.add(bulk, "bad")
	require.Empty(t, tb.end(tb.take(), Split), "the success was before")
	require.Nil(t, tb.take())
	tb.success()
	f := tb.take()
	require.Equal(t, []string{"bad"}, values(f), "there is nothing more to wait for")
	require.Equal(t, []string{"bad"}, tb.end(f, Split))
	require.Equal(t, Stats{}, tb.s.stats())
}

func TestVerdictOnAHalfOfOneItem(t *testing.T) {
	tb := newTable(t, Config{})
	tb.add(bulk, "1", "2")
	tb.end(tb.take(), Split)
	refused := tb.account()
	tb.success()
	f := tb.take()
	require.Equal(t, refused, f.batch().RefusedSince)
	require.Equal(t, []string{"1"}, tb.end(f, Split), "its first failure was in the whole batch")
}

// Leaving makes a call's batch smaller for what follows, but the call was not the other's alone.
func TestLeavingDoesNotMakeTheOtherLone(t *testing.T) {
	tb := newTable(t, Config{})
	tb.add(bulk, "1", "2")
	f := tb.take()
	f.entries[0].left = true
	require.Empty(t, tb.end(f, Split))
	require.Equal(t, Stats{Groups: 1, Grouped: 1}, tb.s.stats(), "not a suspect yet")
}

func TestClockSetBack(t *testing.T) {
	t.Run("the first failure does not stay in the future", func(t *testing.T) {
		tb := newTable(t, Config{})
		tb.add(bulk, "bad")
		tb.end(tb.take(), Split)
		tb.after(-time.Hour)
		tb.s.aside[0].due = tb.now
		tb.end(tb.take(), Split)
		tb.success()
		require.Equal(t, []string{"bad"}, tb.end(tb.take(), Split))
	})
	t.Run("a success in the future proves nothing", func(t *testing.T) {
		tb := newTable(t, Config{})
		tb.add(bulk, "bad")
		tb.s.success = tb.account().Add(time.Hour)
		require.Empty(t, tb.end(tb.take(), Split))
		require.Empty(t, tb.end(tb.take(), Split))
	})
}

func TestGroupThatIsTooLargeGoesInParts(t *testing.T) {
	tb := newTable(t, Config{})
	all := numbers("n", 20)
	tb.add(bulk, all...)
	tb.end(tb.take(), Split)
	require.Equal(t, all[:4], values(tb.takeSlot(Slot{Most: 4})))
	require.Equal(t, all[4:8], values(tb.takeSlot(Slot{Most: 4})))
	require.Equal(t, all[8:10], values(tb.takeSlot(Slot{Most: 4})))
	require.Equal(t, all[10:], values(tb.takeSlot(Slot{Most: 400})))
}

func TestPartOfAGroupThatMayGo(t *testing.T) {
	tb := newTable(t, Config{})
	tb.add(bulk, "b1", "b2", "b3")
	tb.add(live, "l1")
	tb.end(tb.take(), Split) // l1 b1, b2 b3
	require.Equal(t, []Waiting{{live, false}, {bulk, false}}, tb.s.waiting(tb.now))
	f := tb.s.take(Slot{May: []Class{live}}, tb.now)
	require.Equal(t, []string{"l1"}, values(f))
	require.Nil(t, tb.s.take(Slot{May: []Class{live}}, tb.now))
	require.Equal(t, []string{"b1"}, values(tb.take()))
}

func TestOwnIsNeededForAVerdict(t *testing.T) {
	tb := newTable(t, Config{})
	tb.add(bulk, "bad")
	tb.end(tb.take(), Split)
	tb.success()
	f := tb.take()
	v := tb.s.judge(f, Reply[string]{Whole: Split, Now: tb.account(), Success: tb.s.success}, tb.now)
	require.Empty(t, v.settled)
	require.Equal(t, 1, tb.s.stats().Suspects)
}

func TestLineKeepsOrder(t *testing.T) {
	entries := make([]*entry[string, string], 10)
	for i := range entries {
		entries[i] = &entry[string, string]{seq: uint64(i)}
	}
	var l line[string, string]
	for _, i := range []int{5, 7, 1, 9, 0, 3, 8, 2, 4, 6} {
		l.insert(entries[i])
	}
	for _, i := range []int{0, 9, 4} {
		l.remove(entries[i])
	}
	var forward, back []uint64
	for e := l.head; e != nil; e = e.next {
		forward = append(forward, e.seq)
	}
	for e := l.tail; e != nil; e = e.prev {
		back = append([]uint64{e.seq}, back...)
	}
	require.Equal(t, []uint64{1, 2, 3, 5, 6, 7, 8}, forward)
	require.Equal(t, forward, back)
	require.Equal(t, 7, l.len)
}

func TestDefaults(t *testing.T) {
	c := Config{InFlight: -1, Most: -1, MaxSuspects: -1, Aside: Backoff{Base: time.Hour}}.withDefaults()
	require.Equal(t, 40, c.Most)
	require.Equal(t, 1, c.InFlight)
	require.Zero(t, c.MaxSuspects)
	require.Equal(t, Backoff{time.Hour, time.Hour}, c.Aside)
	require.Equal(t, Backoff{100 * time.Millisecond, 2 * time.Second}, c.Trouble)
}

func TestWholeHasNames(t *testing.T) {
	require.Equal(t, "answered front again split unknown", fmt.Sprint(Answered, " ", Front, " ", Again, " ", Split, " ", Whole(9)))
}
