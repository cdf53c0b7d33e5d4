package deeds_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/view/cli/deeds"
)

func TestTheNewestOfAllAccounts(t *testing.T) {
	rdb := redistest.Embedded(t)
	begun := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	for i, account := range []string{"main", "main", "shop", "main", "shop"} {
		require.NoError(t, audit.NewRecorder(rdb).Record(t.Context(), audit.Deed{
			At: begun.Add(time.Duration(i) * time.Minute), What: audit.Drop, Account: account, Count: new(i),
		}))
	}
	counts := func(most int, accounts ...string) []int {
		all, err := deeds.Read(t.Context(), audit.NewReader(rdb), accounts, time.Time{}, most)
		require.NoError(t, err)
		var n []int
		for _, d := range all {
			n = append(n, *d.Count)
		}
		return n
	}
	require.Equal(t, []int{4, 3, 2, 1, 0}, counts(0, "main", "shop"))
	require.Equal(t, []int{4, 3, 2}, counts(3, "main", "shop"))
	require.Equal(t, []int{3, 1}, counts(2, "main"))
	require.Empty(t, counts(0, "none"))
}

// TestNothingThatSomebodyWroteMovesTheTerminal has every text of a deed try.
func TestNothingThatSomebodyWroteMovesTheTerminal(t *testing.T) {
	const hostile = "\x1b[2Ja\u202eb\nc"
	var out strings.Builder
	require.NoError(t, deeds.WriteTable(&out, []audit.Deed{{Who: hostile, Via: hostile, What: hostile, Filter: hostile, Account: "main", Count: new(12345)}}))
	require.NotContains(t, out.String(), "\x1b")
	require.NotContains(t, out.String(), "\u202e")
	require.Equal(t, 2, strings.Count(out.String(), "\n"))
	require.Contains(t, out.String(), "12,345")
}

func TestScriptsGetAnArray(t *testing.T) {
	var out strings.Builder
	require.NoError(t, deeds.WriteJSON(&out, []audit.Deed{}))
	require.Equal(t, "[]\n", out.String())
	out.Reset()
	require.NoError(t, deeds.WriteJSON(&out, []audit.Deed{{ID: "1-0", At: time.Unix(0, 0).UTC(), Who: "ops", Via: "page", What: "pause", Account: "main"}}))
	require.JSONEq(t, `[{"id":"1-0","at":"1970-01-01T00:00:00Z","who":"ops","via":"page","what":"pause","account":"main","filter":"","count":null}]`, out.String())
}
