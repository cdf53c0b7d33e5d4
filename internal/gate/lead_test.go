package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
)

func TestOneLeadsARole(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		lead := func(role, who string) bool {
			ok, err := w.Lead(t.Context(), role, who, time.Minute)
			require.NoError(t, err)
			return ok
		}
		require.True(t, lead("keeper", "a"))
		require.False(t, lead("keeper", "b"))
		require.True(t, lead("janitor", "b"), "another role")
		w.pass(40 * time.Second)
		require.True(t, lead("keeper", "a"), "renewed")
		w.pass(40 * time.Second)
		require.False(t, lead("keeper", "b"))
		w.pass(21 * time.Second)
		require.True(t, lead("keeper", "b"), "its holder is gone")

		require.NoError(t, w.Resign(t.Context(), "keeper", "a"), "not the holder: nothing happens")
		require.False(t, lead("keeper", "a"))
		require.NoError(t, w.Resign(t.Context(), "keeper", "b"))
		require.True(t, lead("keeper", "a"))
	})
}
