package service_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

const (
	patience = time.Minute
	tick     = 10 * time.Millisecond
)

// addUsers makes the users of Redis that the documentation gives, and returns
// the password of each.
func addUsers(t *testing.T, admin *redis.Client) map[string]string {
	page, err := os.ReadFile("../../docs/operations.md")
	require.NoError(t, err)
	passwords := map[string]string{}
	for _, command := range regexp.MustCompile(`(?m)^redis-cli (ACL SETUSER .+)$`).FindAllStringSubmatch(string(page), -1) {
		var args []any
		for _, word := range strings.Fields(strings.ReplaceAll(command[1], "'", "")) {
			args = append(args, word)
			if password, ok := strings.CutPrefix(word, ">"); ok {
				passwords[args[2].(string)] = password
			}
		}
		require.NoError(t, admin.Do(t.Context(), args...).Err(), command[1])
	}
	require.Len(t, passwords, 2)
	return passwords
}

// passwordFile holds a password.
func passwordFile(t *testing.T, password string) string {
	file := filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte(password+"\n"), 0o600))
	return file
}

// TestAWorkerNeedsNoMoreThanItsUserMay runs all parts of a worker, and a
// producer of the inlet, as the documented users, over TLS and without.
func TestAWorkerNeedsNoMoreThanItsUserMay(t *testing.T) {
	server := redistest.RequireReal(t, redistest.TLS())
	admin := server.Client()
	passwords := addUsers(t, admin)
	for name, at := range map[string]configs.Redis{
		"plain": {URL: "redis://trackreg:" + passwords["trackreg"] + "@" + server.Addr + "/0"},
		"TLS":   {URL: "rediss://trackreg@" + server.TLS.Addr + "/0", CAFile: server.TLS.CAFile, PasswordFile: passwordFile(t, passwords["trackreg"])},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, admin.FlushDB(t.Context()).Err())
			require.NoError(t, admin.ACLLogReset(t.Context()).Err())
			url, got := receiver(t, alive())
			s := settings(t, func(a *configs.Account) {
				a.Webhook = configs.Webhook{URL: url, Secret: "a secret that is long enough"}
				a.KnownNumbers.Enabled = true
			})
			s.Imports = []configs.Import{oneRow(t)}
			s.Redis, s.HTTP = at, configs.HTTP{Listen: freeAddr(t), Chosen: true, Token: "sesame"}
			b, err := backend.Open(s, backend.Configured, "")
			require.NoError(t, err)
			run(t, b)

			post(t, "http://"+s.HTTP.Listen, `[{"number":"RR123456785CN","_ref":"a"},{"number":"SBX18010012-1","_ref":"b"}]`)
			addToInlet(t, redis.Options{Addr: server.Addr, Username: "shop", Password: passwords["shop"]})
			outcomes := map[string]string{}
			for range 4 {
				o := <-got
				outcomes[o.Ref] = o.Outcome
			}
			require.Equal(t, map[string]string{"a": "registered", "b": "rejected", "c": "registered", "d": "registered"}, outcomes)
			awaitImport(t, ledger.New(admin, configs.MainAccount, s.Imports[0].Name))
			told := lookAtQueues(t, "http://"+s.HTTP.Listen)
			require.Empty(t, denied(t, admin))
			for _, secret := range []string{passwords["trackreg"], passwords["shop"], "a-key", "sesame", "long enough"} {
				require.NotContains(t, told, secret)
			}
		})
	}
}

// TestAProducerOfTheInletMayDoNothingElse tries what a producer would want of others, as the documented user.
func TestAProducerOfTheInletMayDoNothingElse(t *testing.T) {
	server := redistest.RequireReal(t)
	passwords := addUsers(t, server.Client())
	o := redis.Options{Addr: server.Addr, Username: "shop", Password: passwords["shop"]}
	addToInlet(t, o)
	producer := redis.NewClient(&o)
	defer producer.Close()
	for _, command := range []string{
		"XADD trackreg:{other}:in * number AB12345", "XADD trackreg:{main}:out * number AB12345", "XADD trackreg:{main}:in:refused * number AB12345",
		"XRANGE trackreg:{main}:in - +", "XRANGE trackreg:{main}:out - +", "XLEN trackreg:{main}:in", "XDEL trackreg:{main}:in 1-1", "XTRIM trackreg:{main}:in MAXLEN 0",
		"DEL trackreg:{main}:in", "XGROUP DESTROY trackreg:{main}:in trackreg", "HGETALL trackreg:{main}:failures", "HGETALL trackreg:{main}:gate",
		"LPUSH asynq:{main-live}:pending x", "HGETALL asynq:{main-live}:t:x", "KEYS *", "SCAN 0", "INFO", "CONFIG GET *", "EVAL return(1) 0", "FLUSHDB", "ACL LIST",
		"SUBSCRIBE asynq:cancel", "PUBLISH asynq:cancel x", "MONITOR",
	} {
		var args []any
		for word := range strings.FieldsSeq(command) {
			args = append(args, word)
		}
		require.ErrorContains(t, producer.Do(t.Context(), args...).Err(), "NOPERM", command)
	}
}

// TestAProducerByAsynqHasItsOwnQueueAlone has an asynq client enqueue as the user that security.md
// gives, and try what is another account's or ours, by itself and by a script.
func TestAProducerByAsynqHasItsOwnQueueAlone(t *testing.T) {
	server := redistest.RequireReal(t)
	addAsynqUser(t, server.Client())
	producer := redis.NewClient(&redis.Options{Addr: server.Addr, Username: "service", Password: "password"})
	defer producer.Close()
	client := asynq.NewClientFromRedisClient(producer)
	enqueue := func(queue string, option asynq.Option) error {
		task := asynq.NewTask("tracking:register", []byte(`{"number":"RR123456785CN"}`))
		_, err := client.EnqueueContext(t.Context(), task, asynq.Queue(queue), option)
		return err
	}
	for _, option := range []asynq.Option{asynq.TaskID("a"), asynq.ProcessIn(time.Hour), asynq.Unique(time.Hour)} {
		require.NoError(t, enqueue("main-live", option))
	}
	require.Error(t, enqueue("other-live", asynq.TaskID("b")))
	for _, command := range []string{
		"XADD trackreg:{main}:in * number AB12345", "XADD trackreg:{main}:out * number AB12345", "HSET trackreg:{main}:gate x 1", "DEL trackreg:{main}:failures",
		"HSET asynq:{other-live}:t:x msg x", "LPUSH asynq:{main-bulk}:pending x", "HGETALL asynq:{main-live}:t:a", "LRANGE asynq:{main-live}:pending 0 -1",
		"DEL asynq:{main-live}:t:a", "KEYS *", "CONFIG GET *", "FLUSHDB", "PUBLISH asynq:cancel x",
	} {
		var args []any
		for word := range strings.FieldsSeq(command) {
			args = append(args, word)
		}
		require.ErrorContains(t, producer.Do(t.Context(), args...).Err(), "NOPERM", command)
		script := producer.Eval(t.Context(), "return redis.call(unpack(ARGV))", nil, args...)
		require.Regexp(t, "The user executing the script can't|not allowed from script", script.Err(), command)
	}
}

// addAsynqUser makes the user of Redis that security.md gives a producer by asynq.
func addAsynqUser(t *testing.T, admin *redis.Client) {
	page, err := os.ReadFile("../../docs/security.md")
	require.NoError(t, err)
	rights := regexp.MustCompile("(?m)^\\| a producer by asynq \\|[^`]*`(~[^`]+)`").FindSubmatch(page)
	require.NotNil(t, rights)
	user := []any{"ACL", "SETUSER", "service", "on", ">password"}
	for word := range strings.FieldsSeq(strings.ReplaceAll(string(rights[1]), "ACCOUNT", configs.MainAccount)) {
		user = append(user, word)
	}
	require.NoError(t, admin.Do(t.Context(), user...).Err())
}

// oneRow is an import that is due soon, of a file with one number.
func oneRow(t *testing.T) configs.Import {
	file := filepath.Join(t.TempDir(), "rows.csv")
	require.NoError(t, os.WriteFile(file, []byte("number,_ref\nRR123456791CN,d\n"), 0o600))
	return configs.Import{Name: "soon", Account: configs.MainAccount, Schedule: "@every 1s", Source: configs.Source{Path: file}}
}

// awaitImport waits for the end of a run.
func awaitImport(t *testing.T, l *ledger.Ledger) {
	require.Eventually(t, func() bool {
		runs, err := l.Runs(t.Context())
		return err == nil && slices.ContainsFunc(runs, func(r ledger.State) bool { return r.Phase == ledger.Finished && r.Counts.Registered == 1 })
	}, patience, tick)
}

func alive() *atomic.Bool {
	var yes atomic.Bool
	yes.Store(true)
	return &yes
}

func freeAddr(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

// post enqueues by HTTP, as soon as the worker is ready.
func post(t *testing.T, base, items string) {
	require.Eventually(t, func() bool {
		status, _ := call(t.Context(), http.MethodGet, base+"/readyz", "")
		return status == http.StatusOK
	}, patience, tick)
	status, text := call(t.Context(), http.MethodPost, base+"/api/v1/numbers", items)
	require.Equal(t, http.StatusAccepted, status, text)
}

// call makes a request with the token; status 0 means that nobody answered.
func call(ctx context.Context, method, url, body string) (status int, text string) {
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return 0, err.Error()
	}
	request.SetBasicAuth("", "sesame")
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	var all bytes.Buffer
	_, _ = io.Copy(&all, answer.Body)
	return answer.StatusCode, all.String()
}

// addToInlet does all that a producer does.
func addToInlet(t *testing.T, o redis.Options) {
	producer := redis.NewClient(&o)
	defer producer.Close()
	require.NoError(t, producer.Do(t.Context(), "SELECT", 0).Err())
	require.NoError(t, producer.Ping(t.Context()).Err())
	require.NoError(t, producer.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:{main}:in", Values: []string{"number", "RR123456788CN", "_ref", "c"}}).Err())
}

// lookAtQueues does what the pages do, and returns all that was answered.
func lookAtQueues(t *testing.T, base string) string {
	const api = "/asynqmon/api"
	var all strings.Builder
	for _, path := range []string{
		"/", "/metrics", "/readyz", "/asynqmon/", api + "/queues", api + "/queues/main-live", api + "/queues/main-live/archived_tasks",
		api + "/queues/main-live/active_tasks", api + "/queues/main-live/groups", api + "/queue_stats", api + "/servers", api + "/scheduler_entries", api + "/redis_info",
	} {
		status, text := call(t.Context(), http.MethodGet, base+path, "")
		require.Equal(t, http.StatusOK, status, "%s: %s", path, text)
		all.WriteString(text)
	}
	for _, change := range [][2]string{{"POST", ":pause"}, {"POST", ":resume"}, {"DELETE", "/archived_tasks:delete_all"}} {
		status, text := call(t.Context(), change[0], base+api+"/queues/main-live"+change[1], "")
		require.Less(t, status, 300, "%s: %s", change, text)
	}
	return all.String()
}

// denied is what Redis has refused a user, but for CONFIG, which is asked where it is allowed.
func denied(t *testing.T, admin *redis.Client) []string {
	all, err := admin.ACLLog(t.Context(), 100).Result()
	require.NoError(t, err)
	var others []string
	for _, entry := range all {
		if !strings.HasPrefix(entry.Object, "config") {
			others = append(others, entry.Username+": "+entry.Reason+" "+entry.Object)
		}
	}
	return others
}
