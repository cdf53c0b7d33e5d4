package sieve

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
)

// memory is a record of known numbers that can be read, or not.
type memory struct {
	known map[string]bool
	err   error
}

func (m memory) Check(_ context.Context, identities []string) ([]bool, error) {
	is := make([]bool, len(identities))
	for i, id := range identities {
		is[i] = m.known[id]
	}
	return is, m.err
}

// written takes outcomes, or not.
type written struct {
	outcomes []queue.Outcome
	err      error
}

func (w *written) Record(_ context.Context, outcomes []queue.Outcome) error {
	w.outcomes = append(w.outcomes, outcomes...)
	return w.err
}

func sieved(t *testing.T, s *Sieve) (through, skipped []string) {
	t.Helper()
	in, err := rows.Open(strings.NewReader("number,_ref\nAB00001,1\nAB00002,2\n1.2E+17,\nAB00003,3\nab00001,4\n"), rows.Options{Name: "x.csv"})
	require.NoError(t, err)
	defer in.Close()
	var all []rows.Row
	for row, err := range in.All() {
		require.NoError(t, err)
		all = append(all, row)
	}
	for _, row := range s.Pass(t.Context(), all, func(r rows.Row) { skipped = append(skipped, r.Entry.Ref) }) {
		through = append(through, row.Entry.Ref)
	}
	return through, skipped
}

func TestASieveHoldsBackWhatIsKnown(t *testing.T) {
	out := &written{}
	through, skipped := sieved(t, &Sieve{account: "main", known: memory{known: map[string]bool{"register:0:AB00001": true}}, outcomes: out})
	require.Equal(t, []string{"2", "", "3"}, through, "a row that is no entry goes through, to be told of")
	require.Equal(t, []string{"1", "4"}, skipped)
	require.Len(t, out.outcomes, 2)
	require.Equal(t, queue.Outcome{
		Account: "main", Op: "register", Outcome: queue.Known, Number: "AB00001", Ref: "1", Message: skippedMessage,
	}, out.outcomes[0])
}

func TestASieveInTroubleLetsEverythingThrough(t *testing.T) {
	all := map[string]bool{"register:0:AB00001": true}
	for name, s := range map[string]*Sieve{
		"the record cannot be read":       {known: memory{all, errors.New("away")}, outcomes: &written{}},
		"the outcomes cannot be recorded": {known: memory{all, nil}, outcomes: &written{err: errors.New("away")}},
	} {
		through, skipped := sieved(t, s)
		require.Len(t, through, 5, name)
		require.Empty(t, skipped, name)
	}
}
