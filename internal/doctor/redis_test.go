package doctor_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/doctor"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/redistrouble"
)

func TestARedisThatEvicts(t *testing.T) {
	p := newPatient(t, redistest.Args("--maxmemory", "1gb", "--maxmemory-policy", "allkeys-lru"))
	p.only("eviction", doctor.Fault, "allkeys-lru")
}

func TestARedisThatWouldEvict(t *testing.T) {
	p := newPatient(t, redistest.Args("--maxmemory-policy", "volatile-ttl"))
	p.only("eviction", doctor.Warning, "volatile-ttl")
}

func TestARedisThatKeepsNothing(t *testing.T) {
	p := newPatient(t, redistest.Args("--appendonly", "no"))
	p.only("persistence", doctor.Fault, "loses everything")
	require.NoError(t, p.redis.Client().ConfigSet(t.Context(), "save", "3600 1").Err())
	p.only("persistence", doctor.Warning, "since its last snapshot")
}

func TestARedisThatIsAlmostFull(t *testing.T) {
	p := newPatient(t)
	admin := p.redis.Client()
	for i := range 20 {
		require.NoError(t, admin.Set(t.Context(), "ballast:"+strconv.Itoa(i), strings.Repeat("x", 1000<<10), 0).Err())
	}
	require.NoError(t, admin.ConfigSet(t.Context(), "maxmemory", "24mb").Err())
	p.only("memory", doctor.Warning, "of its maxmemory")
	require.NoError(t, admin.ConfigSet(t.Context(), "maxmemory", "10mb").Err())
	ills := p.ills()
	require.Equal(t, doctor.Fault, ills["memory"].Level)
	require.Contains(t, ills["key"].Mend, "out of memory")
}

func TestARedisThatIsAReplica(t *testing.T) {
	master := redistest.RequireReal(t)
	p := newPatient(t, redistest.Args("--replicaof", strings.Replace(master.Addr, ":", " ", 1)))
	ill := p.ills()["role"]
	require.Equal(t, doctor.Fault, ill.Level)
	require.Contains(t, ill.Mend, "master")
}

func TestARedisThatIsAway(t *testing.T) {
	p := newPatient(t)
	p.redis.Kill()
	p.only("redis", doctor.Fault, p.redis.Addr)
}

func TestARedisThatWantsAPassword(t *testing.T) {
	p := newPatient(t)
	require.NoError(t, p.redis.Client().ConfigSet(t.Context(), "requirepass", "hush").Err())
	ill := p.ills()["redis"]
	require.Equal(t, doctor.Fault, ill.Level)
	require.Contains(t, ill.Mend, "password")
}

// as gives the patient a user with these rights.
func (p *patient) as(rights string) {
	p.t.Helper()
	rules := append([]string{"reset", "on", ">hush", "resetchannels"}, strings.Fields(rights)...)
	require.NoError(p.t, p.redis.Client().ACLSetUser(p.t.Context(), "worker", rules...).Err())
	p.Settings.Redis.URL = "redis://worker:hush@" + p.redis.Addr
}

func TestTheDocumentedACLIsEnough(t *testing.T) {
	p := newPatient(t)
	p.as(redistrouble.WorkerACL)
	require.Empty(t, p.ills())
}

func TestWhatAnACLLacksIsNamed(t *testing.T) {
	p := newPatient(t)
	for rights, lacks := range map[string]string{
		redistrouble.WorkerACL + " -xautoclaim -evalsha":                                    "user worker lacks +evalsha +xautoclaim",
		strings.Replace(redistrouble.WorkerACL, "~asynq:*", "", 1):                          "user worker lacks ~asynq:*",
		strings.Replace(redistrouble.WorkerACL, "~trackreg:*", "~trackreg:{shop}:*", 1):     "user worker lacks ~trackreg:*",
		strings.Replace(redistrouble.WorkerACL, "&asynq:cancel", "", 1):                     "user worker lacks &asynq:cancel",
		strings.Replace(redistrouble.WorkerACL, "+@all", "+@all -@transaction", 1):          "user worker lacks +multi",
		strings.Replace(redistrouble.WorkerACL, "~asynq:*", "~asynq:queues ~asynq:{x}*", 1): "user worker lacks ~asynq:*",
	} {
		p.as(rights)
		ill := p.ills()["permissions"]
		require.Equal(t, doctor.Fault, ill.Level, rights)
		require.Equal(t, lacks, ill.Found)
		require.Contains(t, ill.Mend, redistrouble.WorkerACL)
	}
}

func TestAnACLWithoutInfo(t *testing.T) {
	p := newPatient(t)
	p.as(strings.TrimSuffix(redistrouble.WorkerACL, " +info"))
	ills := p.ills()
	require.Equal(t, doctor.Warning, ills["health"].Level)
	require.Contains(t, ills["permissions"].Found, "+info")
}

func TestAnACLWithoutMemoryUsage(t *testing.T) {
	p := newPatient(t)
	p.as(redistrouble.WorkerACL + " -memory")
	p.only("permissions", doctor.Warning, "/asynqmon/")
}
