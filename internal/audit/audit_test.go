package audit_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

// TestEveryFieldIsThere holds an entry to what other programs rely on.
func TestEveryFieldIsThere(t *testing.T) {
	rdb := redistest.Embedded(t)
	recorder := audit.NewRecorder(rdb)
	at := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	require.NoError(t, recorder.Record(t.Context(), audit.Deed{
		At: at, Who: "ops", Via: audit.ViaPage, What: audit.Retry, Account: "main", Filter: "class=terminal", Count: new(7),
	}))
	require.NoError(t, recorder.Record(t.Context(), audit.Deed{At: at, Who: "me@here", Via: audit.ViaCommand, What: audit.Resume, Account: "main"}))
	entries, err := rdb.XRange(t.Context(), "trackreg:{main}:audit", "-", "+").Result()
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"v": "1", "at": "2026-11-24T08:00:00.000Z", "who": "ops", "via": "page", "what": "retry", "account": "main", "filter": "class=terminal", "count": "7",
	}, entries[0].Values)
	require.Equal(t, map[string]any{
		"v": "1", "at": "2026-11-24T08:00:00.000Z", "who": "me@here", "via": "command", "what": "resume", "account": "main", "filter": "", "count": "",
	}, entries[1].Values)

	deeds, err := audit.NewReader(rdb).Newest(t.Context(), "main", 10)
	require.NoError(t, err)
	require.Equal(t, []audit.Deed{
		{ID: entries[1].ID, At: at, Who: "me@here", Via: "command", What: "resume", Account: "main"},
		{ID: entries[0].ID, At: at, Who: "ops", Via: "page", What: "retry", Account: "main", Filter: "class=terminal", Count: new(7)},
	}, deeds)
	deeds, err = audit.NewReader(rdb).Newest(t.Context(), "other", 10)
	require.NoError(t, err)
	require.Empty(t, deeds)
}

func TestTheNewestAreKept(t *testing.T) {
	rdb := redistest.Embedded(t)
	recorder := audit.NewRecorder(rdb)
	require.EqualValues(t, 100_000, recorder.Kept)
	recorder.Kept = 3
	for i := range 1500 {
		require.NoError(t, recorder.Record(t.Context(), audit.Deed{What: audit.Drop, Account: "main", Count: new(i)}))
	}
	require.LessOrEqual(t, rdb.XLen(t.Context(), "trackreg:{main}:audit").Val(), int64(203), "whole nodes of the stream go")
	deeds, err := audit.NewReader(rdb).Newest(t.Context(), "main", 1)
	require.NoError(t, err)
	require.Equal(t, 1499, *deeds[0].Count)
}

func TestDeedsSinceATimeComePageByPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rdb := redistest.Embedded(t)
		recorder := audit.NewRecorder(rdb)
		var half time.Time
		for i := range 2500 {
			if i == 1200 {
				half = time.Now()
			}
			require.NoError(t, recorder.Record(t.Context(), audit.Deed{What: audit.Drop, Account: "main", Count: new(i)}))
			time.Sleep(time.Second)
		}
		read := func(since time.Time) []int {
			var all []int
			for d, err := range audit.NewReader(rdb).Since(t.Context(), "main", since) {
				require.NoError(t, err)
				all = append(all, *d.Count)
			}
			return all
		}
		all := read(time.Time{})
		require.Len(t, all, 2500)
		require.Equal(t, []int{2499, 0}, []int{all[0], all[2499]})
		some := read(half)
		require.Len(t, some, 1300)
		require.Equal(t, []int{2499, 1200}, []int{some[0], some[1299]})
	})
}

// TestADeedIsWrittenThoughWhoAskedHasGone has the request end before what it asked for.
func TestADeedIsWrittenThoughWhoAskedHasGone(t *testing.T) {
	rdb := redistest.Embedded(t)
	gone, leave := context.WithCancel(t.Context())
	leave()
	require.NoError(t, audit.NewRecorder(rdb).Record(gone, audit.Deed{What: audit.Pause, Account: "main"}))
	require.EqualValues(t, 1, rdb.XLen(t.Context(), "trackreg:{main}:audit").Val())
}

func TestWhatCannotBeWrittenIsAnErrorThatSaysWhat(t *testing.T) {
	rdb := redistest.Embedded(t)
	require.NoError(t, rdb.Set(t.Context(), "trackreg:{main}:audit", "no stream", 0).Err())
	err := audit.NewRecorder(rdb).Record(t.Context(), audit.Deed{What: audit.Pause, Account: "main"})
	require.ErrorContains(t, err, "write pause of account main in the audit")
	var redisError redis.Error
	require.ErrorAs(t, err, &redisError)
	_, err = audit.NewReader(rdb).Newest(t.Context(), "main", 1)
	require.ErrorContains(t, err, "read the audit of account main")
}

// TestANumberIsStruckAndItsDeedsStay plants a number wherever a deed can hold one.
func TestANumberIsStruckAndItsDeedsStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rdb := redistest.Embedded(t)
		recorder := audit.NewRecorder(rdb)
		begun := time.Now()
		for _, d := range []audit.Deed{
			{What: audit.Retry, Filter: "class=terminal number=rr123456785cn", Count: new(1)},
			{What: audit.Pause, Filter: `why="RR123456785CN, RR123456785CN is lost"`},
			{What: "/asynqmon/api/queues/main-live/archived_tasks/register:0:RR123456785CN:0123456789abcdef:run"},
			{What: "/asynqmon/api/queues/main-live/tasks:batch_run", Filter: "tasks=register:0:RR123456785CN:1,register:0:XRR123456785CN:1", Count: new(2)},
			{What: audit.Drop, Filter: "number=RR123456785CN7"},
		} {
			d.Account, d.Who = "main", "ops"
			require.NoError(t, recorder.Record(t.Context(), d))
			time.Sleep(time.Hour)
		}
		n, err := recorder.Strike(t.Context(), "main", "RR123456785CN")
		require.NoError(t, err)
		require.Equal(t, 4, n)
		var all []audit.Deed
		for d, err := range audit.NewReader(rdb).Since(t.Context(), "main", time.Time{}) {
			require.NoError(t, err)
			require.Equal(t, "ops", d.Who)
			all = append(all, audit.Deed{At: d.At, What: d.What, Filter: d.Filter, Count: d.Count})
		}
		at := func(hours int) time.Time { return begun.Add(time.Duration(hours) * time.Hour).UTC() }
		require.ElementsMatch(t, []audit.Deed{
			{At: at(0), What: audit.Retry, Filter: "class=terminal number=***", Count: new(1)},
			{At: at(1), What: audit.Pause, Filter: `why="***, *** is lost"`},
			{At: at(2), What: "/asynqmon/api/queues/main-live/archived_tasks/register:0:***:0123456789abcdef:run"},
			{At: at(3), What: "/asynqmon/api/queues/main-live/tasks:batch_run", Filter: "tasks=register:0:***:1,register:0:XRR123456785CN:1", Count: new(2)},
			{At: at(4), What: audit.Drop, Filter: "number=RR123456785CN7"},
		}, all)
		for d, err := range audit.NewReader(rdb).Since(t.Context(), "main", at(4)) {
			require.NoError(t, err)
			require.Equal(t, audit.Drop, d.What, "what was struck is no newer for it")
		}
		n, err = recorder.Strike(t.Context(), "main", "RR123456785CN")
		require.NoError(t, err)
		require.Zero(t, n)
		n, err = recorder.Strike(t.Context(), "main", "")
		require.NoError(t, err)
		require.Zero(t, n, "nothing is no number")
	})
}

func TestAFilterIsReadInOneWay(t *testing.T) {
	require.Empty(t, audit.Picked(queue.Filter{}))
	require.Equal(t, `class=terminal code=-18010019 remedy=add_postal_code number=RR1 since=2026-11-24T08:00:00Z`, audit.Picked(queue.Filter{
		Class: queue.Terminal, Code: -18010019, Remedy: "add_postal_code", Number: "RR1", Since: time.Date(2026, 11, 24, 9, 0, 0, 0, time.FixedZone("CET", 3600)),
	}))
	require.Equal(t, `why="until \"noon\" all=1"`, audit.Pairs("why", `until "noon" all=1`, "nothing", ""))
	require.Equal(t, `why="\x1b[31m\u202e\xff"`, audit.Pairs("why", "\x1b[31m\u202e\xff"), "nothing in it moves a terminal")
	require.Equal(t, "why=überprüft", audit.Pairs("why", "überprüft"))
}

func TestWhatFailsBeforeAnythingIsDoneIsNoDeed(t *testing.T) {
	fault := errors.New("away")
	require.True(t, audit.Deed{}.Done(nil))
	require.False(t, audit.Deed{}.Done(fault))
	require.False(t, audit.Deed{Count: new(0)}.Done(fault))
	require.True(t, audit.Deed{Count: new(3)}.Done(fault), "some of it is done")
}

func TestTheShellIsAUserOnAHost(t *testing.T) {
	user, host, found := strings.Cut(audit.Shell(), "@")
	require.True(t, found)
	require.NotEmpty(t, user)
	require.NotEmpty(t, host)
}
