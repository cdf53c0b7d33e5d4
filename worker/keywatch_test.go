package worker

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

func TestANewKeyIsProbedThoughRedisFailsMeanwhile(t *testing.T) {
	key, probes := "old", 0
	closed := redis.NewClient(&redis.Options{})
	require.NoError(t, closed.Close())
	k := &keeper{
		gate: gate.New(closed, "gate", gate.Options{}), key: newKeyWatch(func() string { return key }),
		tell: func([]gate.Change, gate.State) { probes++ }, log: zerolog.Nop(),
	}
	held := gate.State{Account: gate.Latch{Reason: gate.Held}}
	require.NoError(t, k.probeNewKey(t.Context(), held))
	key = "new"
	require.Error(t, k.probeNewKey(t.Context(), held))
	k.gate = gate.New(redistest.Embedded(t), "gate", gate.Options{})
	require.NoError(t, k.probeNewKey(t.Context(), held))
	require.NoError(t, k.probeNewKey(t.Context(), held))
	require.Equal(t, 1, probes)
}

func TestTheReserveSaysNothingToOtherPrograms(t *testing.T) {
	for _, what := range []gate.What{gate.Closed, gate.Opened} {
		_, told := eventOf(gate.Change{What: what, Latch: gate.QuotaLatch, Reason: gate.Reserved})
		require.False(t, told, "there is no event for a reserve that is reached, so none for its end")
		_, told = eventOf(gate.Change{What: what, Latch: gate.QuotaLatch, Reason: gate.QuotaDrained})
		require.True(t, told)
	}
}
