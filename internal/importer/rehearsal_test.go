package importer_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

// folderImport is an import of files with these texts.
func folderImport(t *testing.T, files map[string]string) configs.Import {
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return configs.Import{
		Name: "nightly", Account: "main", Source: configs.Source{Path: filepath.Join(dir, "*.csv")},
		Columns: map[string]string{"number": "Parcel", "carrier": "By"}, Fixed: map[string]string{"tag": "n"},
		Carriers: map[string]int{"DHL": 100001}, NewerThan: configs.NewerThan{Column: "Shipped", Age: 48 * time.Hour},
	}
}

// keysOf are all keys of Redis with their contents, by which is seen whether something changed.
func keysOf(t *testing.T, rdb redis.UniversalClient) map[string]string {
	all := map[string]string{}
	keys, err := rdb.Keys(t.Context(), "*").Result()
	require.NoError(t, err)
	for _, key := range keys {
		all[key] = contentsOf(t, rdb, key)
	}
	return all
}

// contentsOf is what a key holds, whatever its type: DUMP tells of it in one word, but the embedded
// server knows that of strings alone.
func contentsOf(t *testing.T, rdb redis.UniversalClient, key string) string {
	ctx := t.Context()
	kind, err := rdb.Type(ctx, key).Result()
	require.NoError(t, err)
	var held any
	switch kind {
	case "string":
		held, err = rdb.Get(ctx, key).Result()
	case "hash":
		held, err = rdb.HGetAll(ctx, key).Result()
	case "list":
		held, err = rdb.LRange(ctx, key, 0, -1).Result()
	case "set":
		held, err = rdb.SMembersMap(ctx, key).Result()
	case "zset":
		held, err = rdb.ZRangeWithScores(ctx, key, 0, -1).Result()
	case "stream":
		held, err = rdb.XRange(ctx, key, "-", "+").Result()
	default:
		require.Fail(t, "no such type is known", "%s is a %s", key, kind)
	}
	require.NoError(t, err)
	return fmt.Sprintf("%s %v, gone in %v", kind, held, rdb.ExpireTime(ctx, key).Val())
}

func TestARehearsalSaysWhatARunWouldDo(t *testing.T) {
	rdb := redistest.Start(t).Client()
	today := time.Now().Format(time.DateOnly)
	of := folderImport(t, map[string]string{
		"a.csv": "Parcel,By,Shipped\n" +
			"RR123456785CN,DHL," + today + "\n" +
			"1.2E+17,DHL," + today + "\n" +
			"RR123456799CN,3011,2020-01-01\n" +
			"RR123456808CN,,\n",
		"b.csv": "Parcel,By,Shipped\nRR123456811CN,3011," + today + "\nRR123456825CN,DHL," + today + "\nRR123456839CN,\"DHL," + today + "\n",
		"c.csv": "Order,By,Shipped\n1,2,3\n",
	})
	record := known.NewRecord(rdb, "main", 4)
	_, err := record.Add(t.Context(), []string{"register:3011:RR123456811CN"})
	require.NoError(t, err)
	require.NoError(t, outlet.NewRecorder(rdb).Record(t.Context(), []queue.Outcome{{
		Task: "another", Account: "main", Op: queue.Register, Number: "RR123456825CN", GivenCarrier: 100001, Outcome: queue.Rejected,
		Payload: []byte(`{"number":"RR123456825CN","carrier":100001,"tag":"n"}`),
	}}))
	o := importer.Options{Redis: rdb, KnownMonths: map[string]int{"main": 4}}
	before := keysOf(t, rdb)

	r, err := importer.Rehearse(t.Context(), o, of, false)
	require.NoError(t, err)
	require.Equal(t, ledger.Counts{Read: 7, Invalid: 3, Older: 1, Known: 1, FailedBefore: 1, Queued: 1}, r.Counts)
	require.Len(t, r.Parts, 3)
	require.EqualValues(t, 4, r.Parts[0].Rows)
	require.Len(t, r.Sample, 1)
	require.JSONEq(t, `{"number":"RR123456785CN","carrier":100001,"tag":"n"}`, string(r.Sample[0]))
	require.Equal(t, 3, r.Invalid[0].Line)
	require.Contains(t, r.Invalid[0].Message, "was rounded by a spreadsheet")
	require.Len(t, r.Problems, 1)
	require.Contains(t, r.Problems[0].Message, `"Parcel"`)
	require.Equal(t, before, keysOf(t, rdb), "nothing is written")

	r, err = importer.Rehearse(t.Context(), o, of, true)
	require.NoError(t, err)
	require.EqualValues(t, 2, r.Counts.Queued, "force goes round the known numbers, not round what failed")
}

func TestARehearsalGoesOnWhereARunWould(t *testing.T) {
	rdb := redistest.Start(t).Client()
	of := folderImport(t, map[string]string{"a.csv": "Parcel,By,Shipped\n", "b.csv": "Parcel,By,Shipped\n"})
	of.NewerThan, of.MaxNumbers = configs.NewerThan{}, 2
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(of.Source.Path), "b.csv"),
		[]byte("Parcel,By\nRR123456785CN,\nRR123456799CN,\nRR123456808CN,\nRR123456811CN,\n"), 0o600))
	reader, err := source.New(of, source.Options{})
	require.NoError(t, err)
	listed, err := reader.Parts(t.Context())
	require.NoError(t, err)
	parts := listed.Parts

	book := ledger.New(rdb, "main", "nightly")
	require.NoError(t, book.Add(t.Context(), "before", ledger.Order{}))
	held, err := book.Take(t.Context(), "me", time.Minute)
	require.NoError(t, err)
	require.True(t, held)
	run := book.Run("before", "me")
	require.NoError(t, run.Begin(t.Context(), []ledger.Part{{Part: parts[0]}, {Part: parts[1]}}))
	require.NoError(t, run.Finish(t.Context(), ledger.ToldPart{Index: 0, Part: ledger.Part{Part: parts[0]}}, true, nil))
	_, err = run.Commit(t.Context(), ledger.Chunk{Part: 1, Carry: &ledger.ToldCarry{
		Name: parts[1].Name, Carry: ledger.Carry{Version: parts[1].Version, Position: source.Position{Row: 1}},
	}})
	require.NoError(t, err)

	r, err := importer.Rehearse(t.Context(), importer.Options{Redis: rdb}, of, false)
	require.NoError(t, err)
	require.Equal(t, 1, r.Before)
	require.Len(t, r.Parts, 1)
	require.EqualValues(t, 2, r.Counts.Queued)
	require.True(t, r.MaxReached)
	require.Contains(t, string(r.Sample[0]), "RR123456799CN")
}

func TestARehearsalOfWhatCannotBeRead(t *testing.T) {
	rdb := redistest.Start(t).Client()
	of := configs.Import{Name: "nightly", Account: "main", Source: configs.Source{Path: filepath.Join(t.TempDir(), "none.csv")}}
	_, err := importer.Rehearse(t.Context(), importer.Options{Redis: rdb}, of, false)
	var wrong *source.Error
	require.ErrorAs(t, err, &wrong)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = importer.Rehearse(ctx, importer.Options{Redis: rdb}, folderImport(t, map[string]string{"a.csv": "Parcel,By,Shipped\n"}), false)
	require.ErrorIs(t, err, context.Canceled)
}
