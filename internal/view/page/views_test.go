package page

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/page/board"
	"github.com/trackreg/trackreg/internal/web/caller"
)

// TestWhatIsMadeForOneIsNotShownToAnother asks for the same account at the same moment, for all who
// look differently.
func TestWhatIsMadeForOneIsNotShownToAnother(t *testing.T) {
	p := New(Options{Redis: redistest.Embedded(t), Accounts: []Account{{Name: "main"}, {Name: "shop"}}})
	s := &board.Snapshot{
		Accounts: []board.Account{{Account: standing.Account{Name: "main"}}, {Account: standing.Account{Name: "shop"}}},
		Imports:  []standing.Import{{Name: "nightly", Account: "main"}, {Name: "returns", Account: "shop"}},
	}
	read, act := []configs.Right{configs.MayRead}, []configs.Right{configs.MayRead, configs.MayAct}
	whole := p.views.regions(s, "shop", caller.Caller{Rights: act})["imports"]
	require.Contains(t, whole, "nightly")
	require.NotContains(t, whole, "disabled")
	require.Contains(t, p.views.regions(s, "shop", caller.Caller{Rights: read})["imports"], "disabled")
	some := p.views.regions(s, "shop", caller.Caller{Rights: act, Accounts: []string{"shop"}})["imports"]
	require.Contains(t, some, "returns")
	require.NotContains(t, some, "nightly")
	require.Equal(t, whole, p.views.regions(s, "shop", caller.Caller{Rights: act})["imports"])
}
