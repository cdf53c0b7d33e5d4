package ledger_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// TestTheCountsAddUpWhateverComesTwiceOrLate goes through runs that are planned, counted, taken over
// and told of outcomes in any order, and holds the ledger to a model of it.
func TestTheCountsAddUpWhateverComesTwiceOrLate(t *testing.T) {
	rdb := redistest.Start(t).Client()
	imports := 0
	rapid.Check(t, func(t *rapid.T) {
		imports++
		book := ledger.New(rdb, "main", fmt.Sprint("import-", imports))
		m := &model{book: book, ended: map[int64]string{}}
		require.NoError(t, book.Add(context.Background(), run, ledger.Order{}))
		m.takeOver(t)
		require.NoError(t, m.run.Begin(context.Background(), nil))
		t.Repeat(map[string]func(*rapid.T){
			"plan": m.plan, "commit": m.commit, "count": m.count, "take over": m.takeOver, "wake up": m.wakeUp, "": m.check,
		})
		m.finish(t)
	})
}

// model is what the ledger is to have of a run.
type model struct {
	book    *ledger.Ledger
	run     *ledger.Run
	holders int
	before  *ledger.Run // who held the lease before; nil: nobody

	planned string
	fates   []byte           // of the rows that were counted
	ended   map[int64]string // what rows ended as first
}

func (m *model) at() int64 { return int64(len(m.fates)) }

func (m *model) plan(t *rapid.T) {
	fates := m.planned
	if fates == "" {
		fates = rapid.StringMatching(`[iodkfqqqq]{1,9}`).Draw(t, "fates")
	}
	require.NoError(t, m.run.Plan(context.Background(), m.at(), []ledger.Fate(fates)))
	m.planned = fates
}

// commit counts the chunk that is planned; what was to be queued may have become a duplicate.
func (m *model) commit(t *rapid.T) {
	fates := []byte(m.planned)
	for i, fate := range fates {
		if fate == 'q' && rapid.IntRange(0, 4).Draw(t, "twin") == 0 {
			fates[i] = 'd'
		}
	}
	chunk := ledger.Chunk{From: m.at(), Fates: []ledger.Fate(string(fates))}
	for i, fate := range fates {
		if _, ended := m.ended[m.at()+int64(i)]; ended {
			fate = 'q'
		}
		fates[i] = fate
	}
	for range rapid.IntRange(1, 2).Draw(t, "times") {
		_, err := m.run.Commit(context.Background(), chunk)
		require.NoError(t, err)
	}
	m.fates, m.planned = append(m.fates, fates...), ""
}

// count tells of outcomes, some of which were told of before, are of rows that were not queued, or
// of none at all.
func (m *model) count(t *rapid.T) {
	outcome := rapid.SampledFrom([]string{"registered", "already_registered", "rejected", "exhausted", "expired", "cancelled", "removed"})
	var ended []ledger.Ended
	counted := int64(0)
	for _, ordinal := range rapid.SliceOfN(rapid.Int64Range(0, m.at()+12), 0, 12).Draw(t, "rows") {
		e := ledger.Ended{Ordinal: ordinal, As: outcome.Draw(t, "as")}
		ended = append(ended, e)
		_, was := m.ended[ordinal]
		known := ordinal < m.at() && m.fates[ordinal] == 'q' || ordinal >= m.at() && ordinal < m.at()+int64(len(m.planned))
		if known && !was {
			m.ended[ordinal] = e.As
			counted++
		}
	}
	tally, err := m.run.Count(context.Background(), ended)
	require.NoError(t, err)
	require.Equal(t, counted, tally.Counted)
	require.Equal(t, int64(len(m.ended)), tally.Done)
}

// takeOver gives the run into other hands.
func (m *model) takeOver(t *rapid.T) {
	if m.run != nil {
		require.NoError(t, m.book.Release(context.Background(), fmt.Sprint(m.holders)))
	}
	m.holders++
	held, err := m.book.Take(context.Background(), fmt.Sprint(m.holders), time.Hour)
	require.NoError(t, err)
	require.True(t, held)
	m.before, m.run = m.run, m.book.Run(run, fmt.Sprint(m.holders))
}

// wakeUp has who held the lease before go on as if it still did.
func (m *model) wakeUp(t *rapid.T) {
	if m.before == nil {
		t.Skip()
	}
	_, err := m.before.Commit(context.Background(), ledger.Chunk{From: m.at(), Fates: []ledger.Fate("qq")})
	require.ErrorIs(t, err, ledger.ErrLost)
	_, err = m.before.Count(context.Background(), as("registered", 0, 1, 2))
	require.ErrorIs(t, err, ledger.ErrLost)
}

// check compares the ledger with the model.
func (m *model) check(t *rapid.T) {
	state, err := m.book.State(context.Background(), run)
	require.NoError(t, err)
	want := map[string]int64{"read": m.at()}
	names := map[byte]string{'i': "invalid", 'o': "older", 'd': "duplicate", 'k': "known", 'f': "failed_before", 'q': "queued"}
	for _, fate := range m.fates {
		want[names[fate]]++
	}
	for _, outcome := range m.ended {
		want[outcome]++
	}
	for name, n := range state.Counts.ByName() {
		require.Equal(t, want[name], n, name)
	}
	require.Equal(t, m.at(), state.Cursor.Ordinal)
	require.Equal(t, m.planned, string(state.Pending()))
	bits, err := m.book.Accounted(context.Background(), run, 0, m.at())
	require.NoError(t, err)
	for ordinal, fate := range m.fates {
		_, ended := m.ended[int64(ordinal)]
		require.Equal(t, ended || fate != 'q', bits.Has(int64(ordinal)), ordinal)
	}
}

// finish counts all that is left.
func (m *model) finish(t *rapid.T) {
	m.commit(t)
	var left []int64
	for ordinal := range m.at() {
		left = append(left, ordinal)
	}
	_, err := m.run.Count(context.Background(), as("removed", left...))
	require.NoError(t, err)
	state, err := m.book.State(context.Background(), run)
	require.NoError(t, err)
	require.True(t, state.Counts.AddUp(), "%+v", state.Counts)
}
