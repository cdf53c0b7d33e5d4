package accounts_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/cli/accounts"
)

var errAway = errors.New("away")

// openAt is the account main, open and idle, so many seconds after noon.
func openAt(seconds int) []standing.Account {
	return []standing.Account{{
		Workers: []presence.Worker{{Name: "a"}},
		Name:    "main", At: time.Date(2026, 3, 1, 12, 0, seconds, 0, time.UTC), Gate: standing.Gate{State: standing.Open},
	}}
}

// screenOn is a screen that draws into a string.
func screenOn(out *strings.Builder) accounts.Screen {
	return accounts.Screen{
		Out: out, Every: 2 * time.Second, Size: func() (int, int) { return 100, 20 },
		Passing: func(err error) (string, bool) { return "Redis is away", errors.Is(err, errAway) },
	}
}

func TestScreenDrawsInPlaceAndLeavesTheTerminalAsItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second+time.Millisecond)
		defer cancel()
		reads := 0
		var out strings.Builder
		err := screenOn(&out).Watch(ctx, func(context.Context) ([]standing.Account, error) {
			reads++
			return openAt(reads), nil
		})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, 3, reads, "at 0, 2 and 4 s")
		require.Equal(t, 3+5, strings.Count(out.String(), "\x1b[H"), "and a drawing each second")
		require.NotContains(t, out.String(), "\x1b[2J", "clearing all would flicker")
		begin, end, found := strings.Cut(out.String(), "\x1b[?25h\x1b[?1049l")
		require.True(t, found)
		require.True(t, strings.HasPrefix(begin, "\x1b[?1049h\x1b[?25l"))
		require.Contains(t, end, "ACCOUNT", "the last picture stays")
		require.NotContains(t, end, "\x1b")
	})
}

func TestScreenOutlastsWhatPasses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("broken")
		answers := []error{nil, errAway, nil, broken}
		var out strings.Builder
		err := screenOn(&out).Watch(t.Context(), func(context.Context) ([]standing.Account, error) {
			err := answers[0]
			answers = answers[1:]
			return openAt(9 - len(answers)), err
		})
		require.ErrorIs(t, err, broken)
		require.Contains(t, out.String(), "Redis is away")
		drawings := strings.Split(out.String(), "\x1b[H")
		require.NotContains(t, drawings[len(drawings)-1], "Redis is away", "it is back")
	})
}

// TestScreenObeysNothingOfOthers has a reason and a group's name that would rename the terminal's window.
func TestScreenObeysNothingOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const hostile = "\x1b]0;owned\x07\u202e\u009b\nforged"
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		var out strings.Builder
		screen := screenOn(&out)
		screen.Colour = true
		_ = screen.Watch(ctx, func(context.Context) ([]standing.Account, error) {
			all := openAt(0)
			long := all[0].At.Add(-time.Hour)
			all[0].Gate = standing.Gate{State: "paused", Account: standing.Latch{Reason: "paused", Why: hostile}}
			all[0].Groups = []standing.Group{{Name: hostile, Lag: 1, Oldest: &long}}
			return all, nil
		})
		require.Contains(t, out.String(), `\u001b]0;owned\u0007\u202e\u009b\u000aforged`)
		for _, order := range []string{"\x1b]0;", "\u202e", "\u009b", "\nforged"} {
			require.NotContains(t, out.String(), order)
		}
	})
}
