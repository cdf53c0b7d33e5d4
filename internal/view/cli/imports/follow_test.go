package imports_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/display"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/cli/imports"
)

// shown is a Display that keeps what it shows.
type shown struct {
	heads, notes []string
}

func (s *shown) Every() time.Duration { return 2 * time.Second }
func (s *shown) Show(f display.Frame) { s.heads = append(s.heads, f.Head) }
func (s *shown) Note(line string)     { s.notes = append(s.notes, line) }
func (s *shown) Close()               {}

var errAway = errors.New("away")

func TestFollowShowsARunUntilItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, reads := &shown{}, 0
		run, err := imports.Follow(t.Context(), imports.Following{
			Display: d, Failed: func(err error, first bool) bool { require.Equal(t, reads == 5, first); return true },
			Read: func(context.Context) (standing.Run, error) {
				switch reads++; {
				case reads == 5 || reads == 6:
					return standing.Run{}, errAway
				case reads < 10:
					return feeding, nil
				}
				return finished, nil
			},
		})
		require.NoError(t, err)
		require.Equal(t, finished, run)
		require.Equal(t, 10, reads)
		require.Equal(t, []string{"3,065 of about 10,000", "3,065 of about 10,000", "3,065 of about 10,000", "1 of 1"}, d.heads)
		require.Equal(t, []string{"/data/b.csv:12: a quote is not closed", "/data/c.csv is gone"}, d.notes, "each once")
	})
}

func TestFollowEndsWithItsContextOrAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		always := func(context.Context) (standing.Run, error) { return feeding, nil }
		run, err := imports.Follow(ctx, imports.Following{Display: &shown{}, Read: always})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, feeding, run)

		never := func(error, bool) bool { return false }
		fails := func(context.Context) (standing.Run, error) { return standing.Run{}, errAway }
		_, err = imports.Follow(t.Context(), imports.Following{Display: &shown{}, Read: fails, Failed: never})
		require.ErrorIs(t, err, errAway)
	})
}

func TestFrames(t *testing.T) {
	f := imports.Frame(feeding)
	require.Equal(t, []string{"feeding", "118.7/s", "935 queued", "23 failed", "eta 1m 15s"}, f.Details)
	require.EqualValues(t, 10_000, f.Whole)

	unknown := feeding
	unknown.Share, unknown.ETA = -1, nil
	require.Equal(t, "3,065 of ?", imports.Frame(unknown).Head)
	settling := feeding
	settling.Phase = ledger.Settling
	require.Equal(t, "3,065 of 4,000", imports.Frame(settling).Head)
	waiting := standing.Run{State: ledger.State{ID: "a", Phase: ledger.Waiting, Share: -1}}
	require.Equal(t, "0 of ?", imports.Frame(waiting).Head)
	require.True(t, slices.Equal([]string{"waiting"}, imports.Frame(waiting).Details))
}
