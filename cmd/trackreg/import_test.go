package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/cli/imports"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// importing is a lab whose settings have an import of files, against a sandbox.
func importing(t *testing.T) (*lab, *sandbox.Server, redis.UniversalClient) {
	t.Helper()
	vendor, env := vendorAt(t, sandbox.Options{})
	l, server := withRedis(t, env...)
	l.file("trackreg.yaml", "imports:\n"+
		"  - {name: nightly, schedule: 'CRON_TZ=Europe/Berlin 0 2 * * *', source: {path: in/*.csv}, columns: {number: Parcel}, settled_after: 0, keep_rows: true}\n"+
		"  - {name: hourly, source: {path: missing.csv}}\n")
	require.NoError(t, os.Mkdir("in", 0o700))
	return l, vendor, server.Client()
}

// parcels are n numbers in a file of their own columns, and others behind them.
func parcels(n int, others ...string) string {
	text := "Order,Parcel\n"
	for i, number := range append(strings.Fields(numbers(n)), others...) {
		text += "o-" + string(rune('a'+i%26)) + "," + number + "\n"
	}
	return text
}

func runsOf(t *testing.T, l *lab, args ...string) []standing.Import {
	t.Helper()
	r := l.run(append([]string{"import", "-o", "json"}, args...)...)
	require.Equal(t, exitDone, r.code, r.err)
	var all []standing.Import
	require.NoError(t, json.Unmarshal([]byte(r.out), &all))
	return all
}

func TestAnImportRunsAndItsFailuresAreMended(t *testing.T) {
	l, vendor, rdb := importing(t)
	l.file("in/a.csv", parcels(50, "SBX18010019-1", "1.2E+17"))
	l.file("in/b.csv", "Zip,Parcel\n10115,SBX18010012-1\n")
	_, _, stop := l.background("worker")
	eventually(t, "the worker is up", func() bool {
		alive, err := importer.Alive(t.Context(), rdb)
		return err == nil && alive
	})

	r := l.run("import", "run", "nightly", "--follow")
	require.Equal(t, exitDone, r.code, r.err)
	require.Regexp(t, `(?m)^nightly@\S+Z  finished, after `, r.out)
	require.Regexp(t, `(?m)^rows +53$`, r.out)
	require.Regexp(t, `(?m)^registered +50$`, r.out)
	require.Contains(t, r.out, "3 rows failed or are invalid")
	require.Contains(t, r.err, "53 of 53, finished")
	require.EqualValues(t, 50, vendor.Summary("demo").Registrations)
	require.FileExists(t, filepath.Join("in", "done", "a.csv"))

	run := runsOf(t, l, "status", "nightly")[0].Runs[0]
	require.Equal(t, ledger.Counts{Read: 53, Invalid: 1, Queued: 52, Registered: 50, Rejected: 2}, run.Counts)
	require.Len(t, run.Parts, 2)
	require.Regexp(t, `(?m)^nightly +main +CRON_TZ=.* +\d{4}-\d\d-\d\d \d\d:00:00 UTC +nightly@\S+ +finished +in/\*\.csv$`, l.run("import", "list").out)
	require.Regexp(t, `(?m)^hourly: it never ran$`, l.run("import", "status").out)

	failed := l.run("import", "failures", "nightly")
	require.Equal(t, exitDone, failed.code, failed.err)
	require.Contains(t, failed.out, "Order,Parcel,Zip,code,message,remedy,line,_mends\r\n")
	require.Contains(t, failed.out, ",SBX18010019-1,,-18010019,")
	require.Contains(t, failed.out, ",SBX18010012-1,10115,-18010012,")
	require.Contains(t, failed.out, "1.2E+17,,,")
	require.Equal(t, exitDone, l.run("import", "failures", "nightly", run.ID, "--file", "mend.csv").code)
	mended := strings.NewReplacer(",SBX18010019-1,", ","+s10(90)+",", ",SBX18010012-1,", ","+s10(91)+",", "1.2E+17", s10(92)).Replace(failed.out)
	l.file("in/mended.csv", mended)
	r = l.run("import", "run", "nightly", "--follow", "--json")
	require.Equal(t, exitDone, r.code, r.err)
	var again standing.Run
	require.NoError(t, json.Unmarshal([]byte(r.out), &again))
	require.EqualValues(t, 3, again.Counts.Registered)
	require.Equal(t, "[]\n", l.run("import", "failures", "nightly", "--json").out)
	require.Equal(t, "no failures\n", l.run("failures", "list").out, "what was mended has cleared its failure")

	r = l.run("import", "run", "nightly", "--follow")
	require.Equal(t, exitDone, r.code, r.err)
	r = l.run("import", "runs", "nightly")
	require.Equal(t, exitDone, r.code, r.err)
	require.Regexp(t, `^RUN +PHASE +ENDED +READ +INVALID .* WHY *\nnightly@\S+ +finished +\S+ \S+ UTC +0 [^\n]*\nnightly@\S+ +finished +\S+ \S+ UTC +3 [^\n]*\nnightly@\S+ +finished +\S+ \S+ UTC +53 +1 `, r.out)
	var all []standing.Run
	require.NoError(t, json.Unmarshal([]byte(l.run("import", "runs", "nightly", "-o", "json").out), &all))
	require.Len(t, all, 3)
	require.Regexp(t, `(?m)^nightly@\S+  finished, after [\s\S]*^rows +53$[\s\S]*number <- "Parcel"`, l.run("import", "runs", "nightly", run.ID).out)
	r = l.run("import", "status")
	require.Contains(t, r.out, again.ID, "the last that read something")
	require.Regexp(t, `(?m)^nightly: nothing new to read since, last looked \d{4}-`, r.out)
	require.Contains(t, l.run("import", "status", "nightly").out, "nothing new to read since")

	l.file("in/broken.csv", "Order,Number of it\n1,2\n")
	r = l.run("import", "run", "nightly", "--follow")
	require.Equal(t, exitFailed, r.code, "what could not be read is no success")
	require.Contains(t, r.out, `"Parcel"`)
	require.Equal(t, exitDone, stop(syscall.SIGTERM))
}

func TestARunWaitsForAWorkerAndCanBeCancelled(t *testing.T) {
	l, _, _ := importing(t)
	l.file("in/a.csv", parcels(10))
	require.Contains(t, l.run("import", "status").out, "nightly: it never ran")
	_, errs, stop := l.background("import", "run", "nightly", "--follow")
	eventually(t, "followed", func() bool { return strings.Contains(errs.String(), "0 of ?, waiting") })
	require.Equal(t, exitInterrupted, stop(syscall.SIGINT))
	require.Contains(t, errs.String(), "goes on: trackreg import status nightly")

	r := l.run("import", "run", "nightly")
	require.Equal(t, exitDone, r.code, r.err)
	require.Contains(t, r.err, "no worker that runs imports is alive")
	require.Regexp(t, `^nightly@\S+ is queued; `, r.out)
	require.Regexp(t, `(?m)^nightly@\S+ +waiting +0 .* \?$`, l.run("import", "status").out)

	r = l.run("import", "cancel", "nightly")
	require.Equal(t, exitDone, r.code, r.err)
	require.Equal(t, 2, strings.Count(r.out, "is cancelled; 0 numbers taken back"), r.out)
	r = l.run("import", "cancel", "nightly")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.err, "no run of the import is under way or waiting")
}

func TestADryRunQueuesNothing(t *testing.T) {
	l, _, _ := importing(t)
	l.file("in/a.csv", parcels(81, "1.2E+17"))
	r := l.run("import", "run", "nightly", "--dry-run")
	require.Equal(t, exitDone, r.code, r.err)
	for _, says := range []string{"in/a.csv: 82 rows", "at least 3 calls ", `"number":"` + s10(0) + `"`, "in/a.csv:83: ", "nothing is queued"} {
		require.Contains(t, r.out, says)
	}
	var found imports.Rehearsal
	require.NoError(t, json.Unmarshal([]byte(l.run("import", "run", "nightly", "--dry-run", "--json").out), &found))
	require.EqualValues(t, 81, found.Estimate.Numbers)
	require.Empty(t, runsOf(t, l, "status")[0].Runs)
	require.FileExists(t, "in/a.csv")

	l.file("in/b.csv", "Order\n1\n")
	r = l.run("import", "run", "nightly", "--dry-run")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.out, "problems:\n")
	r = l.run("import", "run", "hourly", "--dry-run")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.err, "missing.csv")
}

func TestImportsThatAreNot(t *testing.T) {
	l, _, _ := importing(t)
	for _, c := range []struct{ args, says string }{
		{"run nigthly", `no import "nigthly" in the settings: did you mean "nightly"?`},
		{"status elsewhere", "use one of nightly, hourly"},
		{"failures nightly", "no such run"},
		{"runs nightly 2020-01-01T02:00", "no such run: see trackreg import runs nightly"},
		{"failures nightly 2020-01-01T02:00", "nightly@2020-01-01T02:00"},
		{"run nightly --dry-run --follow", "dry-run follow"},
		{"run", "accepts 1 arg"},
		{"start", "unknown command"},
	} {
		r := l.run(append([]string{"import"}, strings.Fields(c.args)...)...)
		require.Equal(t, exitUsage, r.code, c.args)
		require.Contains(t, r.err, c.says, c.args)
	}
	l.file("trackreg.yaml", "{}\n")
	require.Contains(t, l.run("import", "list").out, "no imports are configured")
	require.Contains(t, l.run("import", "run", "nightly").err, "give some under imports")
}
