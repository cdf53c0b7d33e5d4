package doctor_test

import (
	"testing"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/doctor"
)

// misplaced are what is said of what lies where nobody looks.
func (p *patient) misplaced() [][2]string {
	p.t.Helper()
	var said [][2]string
	for _, c := range doctor.Examine(p.t.Context(), p.Options).Checks {
		if c.Name == "misrouted" {
			require.Equal(p.t, doctor.Warning, c.Level)
			said = append(said, [2]string{c.Found, c.Mend})
		}
	}
	return said
}

// TestWhatBelongsToNoAccountIsFound has programs write beside the accounts shop and main.
func TestWhatBelongsToNoAccountIsFound(t *testing.T) {
	p := newPatient(t)
	main := p.Settings.Accounts["main"]
	p.Settings.Accounts = map[string]configs.Account{"main": main, "shop": {}}
	rdb, ctx := p.redis.Client(), t.Context()
	add := func(stream string, times int) {
		for range times {
			require.NoError(t, rdb.XAdd(ctx, &redis.XAddArgs{Stream: stream, Values: []any{"number", "RR123456785CN"}}).Err())
		}
	}
	add("trackreg:{main}:in", 1)
	add("trackreg:{away}:in", 1) // of a worker with other settings
	p.serve("away")
	require.NoError(t, rdb.XGroupCreateMkStream(ctx, "trackreg:{empty}:in", "trackreg", "0").Err())
	client := asynq.NewClientFromRedisClient(rdb)
	enqueue := func(name, kind string) {
		_, err := client.Enqueue(asynq.NewTask(kind, []byte(`{"number":"RR123456785CN"}`)), asynq.Queue(name))
		require.NoError(t, err)
	}
	enqueue("main-live", "tracking:register")
	enqueue("images-bulk", "image:resize") // another program's
	require.Empty(t, p.misplaced())

	add("trackreg:{shp}:in", 2)
	add("trackreg:main:in", 1)
	add("trackreg:{elsewhere}:in", 1)
	enqueue("mian-live", "tracking:register")
	const again = " was meant, most likely: mend the program that writes there, enqueue what it holds again, and delete it"
	require.Equal(t, [][2]string{
		{"trackreg:main:in holds 1 entry and belongs to no account, so nobody works on it", "trackreg:{main}:in" + again},
		{"trackreg:{elsewhere}:in holds 1 entry and belongs to no account, so nobody works on it",
			"put the account into the settings, or mend the program that writes there: the accounts are main, shop"},
		{"trackreg:{shp}:in holds 2 entries and belongs to no account, so nobody works on it", "trackreg:{shop}:in" + again},
		{"queue mian-live holds 1 task and belongs to no account, so nobody works on it", "queue main-live" + again},
	}, p.misplaced())
}
