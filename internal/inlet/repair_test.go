package inlet_test

import (
	"fmt"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/inlet"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/streams"
)

// TestAnInletWhoseLastIDWasGivenIsRepaired has one producer end the inlet for all.
func TestAnInletWhoseLastIDWasGivenIsRepaired(t *testing.T) {
	rdb := redistest.RequireReal(t).Client() // the embedded server does not know what a stream or a group was given last
	ctx := t.Context()
	r := read(t, rdb, "main")
	add(t, rdb, in, "number", "RR123456785CN")
	r.queued("main-live", 1)
	r.stop()
	for i := range 250 {
		add(t, rdb, in, "number", fmt.Sprintf("AB%06d", i))
	}
	pending, err := rdb.XReadGroup(ctx, &redis.XReadGroupArgs{Group: keyspace.InletGroup, Consumer: "dead", Streams: []string{in, ">"}, Count: 3}).Result()
	require.NoError(t, err)
	require.NoError(t, rdb.XAck(ctx, in, keyspace.InletGroup, pending[0].Messages[1].ID).Err())
	require.NoError(t, rdb.XAdd(ctx, &redis.XAddArgs{Stream: in, ID: streams.Last(), Values: []any{"number", "RR123456799CN"}}).Err())
	require.Error(t, rdb.XAdd(ctx, &redis.XAddArgs{Stream: in, Values: []any{"number", "RR123456808CN"}}).Err())

	lag, err := streams.ReadInletLag(ctx, rdb, "main")
	require.NoError(t, err)
	require.True(t, lag.Exhausted)
	require.EqualValues(t, 250, lag.Outcomes)

	copied, err := inlet.Repair(ctx, rdb, "main")
	require.NoError(t, err)
	require.EqualValues(t, 250, copied, "what was acknowledged is not copied")
	add(t, rdb, in, "number", "RR123456808CN")
	lag, err = streams.ReadInletLag(ctx, rdb, "main")
	require.NoError(t, err)
	require.False(t, lag.Exhausted)
	require.EqualValues(t, 251, lag.Outcomes)
	copied, err = inlet.Repair(ctx, rdb, "main")
	require.NoError(t, err)
	require.Zero(t, copied, "a second time there is nothing to do")

	r = read(t, rdb, "main")
	r.queued("main-live", 1+251)
	r.settled()
	require.EqualValues(t, 0, rdb.Exists(ctx, keyspace.Account("main").InletAside(1)).Val())
}

// TestALastIDWhoseEntryIsGoneIsSeen: whoever may add can have the entry trimmed in the same command.
func TestALastIDWhoseEntryIsGoneIsSeen(t *testing.T) {
	rdb := redistest.RequireReal(t).Client() // the embedded server forgets the last id with its entry
	ctx := t.Context()
	require.NoError(t, rdb.XGroupCreateMkStream(ctx, in, keyspace.InletGroup, "0").Err())
	require.NoError(t, rdb.Do(ctx, "XADD", in, "MAXLEN", "0", streams.Last(), "number", "RR123456785CN").Err())
	lag, err := streams.ReadInletLag(ctx, rdb, "main")
	require.NoError(t, err)
	require.True(t, lag.Exhausted)
	_, err = inlet.Repair(ctx, rdb, "main")
	require.NoError(t, err)
	add(t, rdb, in, "number", "RR123456808CN")
}

// TestARepairThatIsBrokenOffGoesOn though the inlet was ended again meanwhile.
func TestARepairThatIsBrokenOffGoesOn(t *testing.T) {
	rdb := redistest.RequireReal(t).Client() // the embedded server does not know what a stream or a group was given last
	ctx := t.Context()
	aside := keyspace.Account("main").InletAside(1)
	require.NoError(t, rdb.XGroupCreateMkStream(ctx, aside, keyspace.InletGroup, "0").Err())
	add(t, rdb, aside, "number", "RR123456785CN")
	require.NoError(t, rdb.XGroupCreateMkStream(ctx, in, keyspace.InletGroup, "0").Err())
	require.NoError(t, rdb.XAdd(ctx, &redis.XAddArgs{Stream: in, ID: streams.Last(), Values: []any{"number", "RR123456799CN"}}).Err())
	copied, err := inlet.Repair(ctx, rdb, "main")
	require.NoError(t, err)
	require.EqualValues(t, 2, copied)
	entries, err := rdb.XRange(ctx, in, "-", "+").Result()
	require.NoError(t, err)
	require.Equal(t, "RR123456785CN", entries[0].Values["number"], "in the order in which they came")
	require.Len(t, entries, 2)
}

// TestAnExhaustedInletThatIsAllReadSaysSo has its reader alive all the time.
func TestAnExhaustedInletThatIsAllReadSaysSo(t *testing.T) {
	rdb := redistest.RequireReal(t).Client() // the embedded server does not know what a stream or a group was given last
	ctx := t.Context()
	r := read(t, rdb, "main")
	require.NoError(t, rdb.XAdd(ctx, &redis.XAddArgs{Stream: in, ID: streams.Last(), Values: []any{"number", "RR123456799CN"}}).Err())
	r.queued("main-live", 1)
	r.eventually("acknowledged", func() bool { return rdb.XPending(ctx, in, keyspace.InletGroup).Val().Count == 0 })
	lag, err := streams.ReadInletLag(ctx, rdb, "main")
	require.NoError(t, err)
	require.Equal(t, streams.Lag{Exhausted: true}, lag)
	copied, err := inlet.Repair(ctx, rdb, "main")
	require.NoError(t, err)
	require.Zero(t, copied)
	add(t, rdb, in, "number", "RR123456808CN")
	r.queued("main-live", 2)
}
