package main

import (
	"encoding/json"
	"strings"
	"syscall"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/doctor"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestDoctorExitsByWhatItFinds(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{})
	server := redistest.RequireReal(t, redistest.AppendOnly())
	l := newLab(t, append(env, "TRACKREG_REDIS_URL="+server.URL)...)
	_, _, stop := l.background("worker")
	defer stop(syscall.SIGTERM)
	eventually(t, "a worker", func() bool { return len(workersOf(t, l)) == 1 })
	r := l.run("doctor")
	require.Equal(t, exitDone, r.code, "%s%s", r.out, r.err)
	require.Contains(t, r.out, "all is well")

	require.NoError(t, server.Client().ConfigSet(t.Context(), "maxmemory-policy", "allkeys-lru").Err())
	require.Equal(t, exitDone, l.run("doctor").code, "a warning is no fault")
	require.NoError(t, server.Client().ConfigSet(t.Context(), "maxmemory", "1gb").Err())
	r = l.run("doctor", "-o", "json")
	require.Equal(t, exitFailed, r.code)
	var report doctor.Report
	require.NoError(t, json.Unmarshal([]byte(r.out), &report))
	require.Equal(t, doctor.Fault, report.Level)
	require.Equal(t, 1, report.Faults)
	require.Empty(t, r.err, "the report says it all")

	r = l.run("doctor", "--account", "shop")
	require.Equal(t, exitUsage, r.code)
}

// TestDoctorMakesAnInletTakeEntriesAgain has a producer give an entry the last id there is.
func TestDoctorMakesAnInletTakeEntriesAgain(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{})
	server := redistest.RequireReal(t, redistest.AppendOnly())
	l := newLab(t, append(env, "TRACKREG_REDIS_URL="+server.URL)...)
	rdb, ctx := server.Client(), t.Context()
	add := func(id string) error {
		return rdb.XAdd(ctx, &redis.XAddArgs{Stream: "trackreg:{main}:in", ID: id, Values: []any{"number", "RR123456785CN"}}).Err()
	}
	require.NoError(t, add("*"))
	require.NoError(t, add("18446744073709551615-18446744073709551615"))
	require.ErrorContains(t, add("*"), "exhausted the last possible ID")

	r := l.run("doctor")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.out, "the inlet takes no more entries")
	require.Contains(t, r.out, "trackreg doctor --repair inlet")
	r = l.run("status")
	require.Equal(t, exitDone, r.code, r.err)
	require.Equal(t, exitUsage, l.run("doctor", "--repair", "everything").code)

	r = l.run("doctor", "--repair", "inlet")
	require.Equal(t, exitDone, r.code, r.err)
	require.Contains(t, r.out, "copied to a new stream: 2")
	require.NoError(t, add("*"))
	r = l.run("doctor")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.out, "no worker serves main: 3 numbers wait", "and nothing else is the matter")
	require.Contains(t, r.out, "1 fault")
	require.EqualValues(t, 3, rdb.XLen(ctx, "trackreg:{main}:in").Val())
}

func TestDoctorOfBadSettings(t *testing.T) {
	l := newLab(t, "TRACKREG_REDIS_ULR=redis://h:1")
	l.file("trackreg.yaml", "worker:\n  max_atempts: 3\n")
	r := l.run("doctor")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.out, "trackreg.yaml:2")
	require.Contains(t, r.out, "max_attempts")
}

func TestHealthcheckAsksTheWorker(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{})
	l, _ := withRedis(t, env...)
	r := l.run("healthcheck")
	require.Equal(t, exitFailed, r.code, "nothing is served")
	require.Contains(t, r.err, "http.listen")

	l.env = append(l.env, "TRACKREG_HTTP_LISTEN=127.0.0.1:0")
	_, errs, stop := l.background("worker")
	address := strings.TrimPrefix(served(t, errs), "http://")
	_, port, _ := strings.Cut(address, ":")
	for _, listen := range []string{address, "0.0.0.0:" + port, ":" + port} {
		l.env = append(l.env, "TRACKREG_HTTP_LISTEN="+listen)
		require.Equal(t, exitDone, l.run("healthcheck").code, listen)
	}
	eventually(t, "ready", func() bool { return l.run("healthcheck", "--ready").code == exitDone })
	require.Equal(t, exitDone, stop(syscall.SIGTERM))

	r = l.run("healthcheck")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.err, "no worker answers")
	require.NotContains(t, r.err, "Redis")
}
