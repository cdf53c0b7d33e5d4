package monitor_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/hibiken/asynq"
	"github.com/hibiken/asynqmon"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/web"
)

// reply is an answer that has been read.
type reply struct {
	status int
	header http.Header
	body   string
}

// ask makes a request with the token and reads the answer.
func ask(t *testing.T, method, url string) reply {
	request, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return reply{answer.StatusCode, answer.Header, string(body)}
}

// sizes are the queues that asynqmon lists, by name, with what it says of them.
func sizes(t *testing.T, url string) map[string]queueInfo {
	p := ask(t, "GET", url+"/asynqmon/api/queues")
	require.Equal(t, http.StatusOK, p.status, p.body)
	require.Equal(t, "application/json", p.header.Get("Content-Type"))
	var all struct{ Queues []queueInfo }
	require.NoError(t, json.Unmarshal([]byte(p.body), &all))
	byName := map[string]queueInfo{}
	for _, q := range all.Queues {
		byName[q.Queue] = q
	}
	return byName
}

type queueInfo struct {
	Queue                        string
	Pending, Archived, Completed int
	Paused                       bool
}

func TestEveryKindOfRedis(t *testing.T) {
	for name, start := range map[string]func(*testing.T) redis.UniversalClient{
		"single":   func(t *testing.T) redis.UniversalClient { return open(t, redistest.Start(t).URL) },
		"embedded": func(t *testing.T) redis.UniversalClient { return redistest.Embedded(t) },
		"cluster":  func(t *testing.T) redis.UniversalClient { return open(t, redistest.StartCluster(t, 3).URL) },
		"sentinel": func(t *testing.T) redis.UniversalClient { return open(t, redistest.StartSentinels(t).URL) },
	} {
		t.Run(name, func(t *testing.T) {
			client := start(t)
			fill(t, client)
			url := serve(t, client, token)
			require.Equal(t, map[string]queueInfo{
				"main-live": {Queue: "main-live", Archived: 1, Completed: 1},
				"main-bulk": {Queue: "main-bulk", Pending: 2, Paused: true},
			}, sizes(t, url))
			for _, path := range []string{"queues/main-live", "queues/main-live/archived_tasks", "queue_stats", "servers", "scheduler_entries", "redis_info"} {
				p := ask(t, "GET", url+"/asynqmon/api/"+path)
				require.Equal(t, http.StatusOK, p.status, "%s: %s", path, p.body)
				require.True(t, json.Valid([]byte(p.body)), "%s: %s", path, p.body)
			}
			require.Equal(t, http.StatusNoContent, ask(t, "POST", url+"/asynqmon/api/queues/main-bulk:resume").status)
			require.False(t, sizes(t, url)["main-bulk"].Paused)
			require.Equal(t, http.StatusNoContent, ask(t, "POST", url+"/asynqmon/api/queues/main-live/archived_tasks/refused:run").status)
			require.Equal(t, 1, sizes(t, url)["main-live"].Pending)
		})
	}
}

func open(t *testing.T, url string) redis.UniversalClient {
	client, err := redisconn.Open(redisconn.Options{URL: url})
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func TestWhatIsRefused(t *testing.T) {
	client := redistest.Embedded(t)
	fill(t, client)
	url := serve(t, client, token) + "/asynqmon"
	for _, c := range []struct {
		method, path string
		status       int
		says         string
	}{
		{"POST", "/api/queues/main-bulk/pending_tasks:archive_all", 403, "archive all is refused"},
		{"POST", "/api/queues/main-bulk/pending_tasks%3Aarchive_all", 403, "archive all is refused"},
		{"POST", "/api/queues/main-bulk/scheduled_tasks:archive_all", 403, "archive all is refused"},
		{"POST", "/api/queues/main-bulk/retry_tasks:archive_all", 403, "archive all is refused"},
		{"POST", "/api/queues/main-bulk/groups/g/aggregating_tasks:archive_all", 403, "archive all is refused"},
		{"DELETE", "/api/queues/main-bulk", 403, "the deletion of a queue is refused"},
		{"DELETE", "/api/queues/main%2Dbulk", 403, "the deletion of a queue is refused"},
		{"POST", "/", 405, "POST is not done here"},
		{"GET", "/api/queues/main-bulk/pending_tasks?size=1001", 400, "a list of 1001 tasks"},
		{"GET", "/api/queues/main-bulk/pending_tasks?size=0", 400, "a list of 0 tasks"},
		{"GET", "/api/queues/main-bulk/pending_tasks?size=-1&size=20", 400, "a list of -1 tasks"},
	} {
		p := ask(t, c.method, url+c.path)
		require.Equal(t, c.status, p.status, "%s %s: %s", c.method, c.path, p.body)
		var told struct{ Error, Mend string }
		require.NoError(t, json.Unmarshal([]byte(p.body), &told), p.body)
		require.Contains(t, told.Error, c.says)
		require.NotEmpty(t, told.Mend)
	}
	require.Equal(t, http.StatusOK, ask(t, "GET", url+"/api/queues/main-bulk/pending_tasks?size=1000").status)
	queues, err := asynq.NewInspectorFromRedisClient(client).Queues()
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"main-live", "main-bulk"}, queues)
	require.Equal(t, http.StatusOK, ask(t, "DELETE", url+"/api/queues/main-bulk/pending_tasks:delete_all").status, "deleting is allowed")
}

func TestNoMoreThanAPageIsArchivedAtOnce(t *testing.T) {
	client := redistest.Embedded(t)
	fill(t, client)
	url := serve(t, client, token) + "/asynqmon/api/queues/main-bulk/pending_tasks:batch_archive"
	ids := `{"task_ids":["waiting-1"` + strings.Repeat(`,"waiting-2"`, 10_000) + `]}`
	for name, body := range map[string]io.Reader{"counted": strings.NewReader(ids), "in chunks": io.MultiReader(strings.NewReader(ids))} {
		request, err := http.NewRequestWithContext(t.Context(), "POST", url, body)
		require.NoError(t, err)
		request.SetBasicAuth("", token)
		answer, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.GreaterOrEqual(t, answer.StatusCode, 400, name)
	}
	archived, err := asynq.NewInspectorFromRedisClient(client).ListArchivedTasks("main-bulk")
	require.NoError(t, err)
	require.Empty(t, archived)
}

func TestWithoutATokenNothingIsChanged(t *testing.T) {
	client := redistest.Embedded(t)
	fill(t, client)
	url := serve(t, client, "")
	require.Contains(t, ask(t, "GET", url+"/asynqmon/").body, `window.FLAG_READ_ONLY="true"`)
	for _, path := range []string{"/asynqmon/api/queues/main-bulk:resume", "/asynqmon/api/queues/main-live/archived_tasks:run_all"} {
		require.Equal(t, http.StatusForbidden, ask(t, "POST", url+path).status)
	}
	require.True(t, sizes(t, url)["main-bulk"].Paused)
}

func TestATokenThatMayReadLooksAndChangesNothing(t *testing.T) {
	client := redistest.Embedded(t)
	fill(t, client)
	url := serve(t, client, "another", web.Token{Name: "eyes", Secret: func() string { return token }, May: []configs.Right{configs.MayRead}})
	require.Contains(t, ask(t, "GET", url+"/asynqmon/").body, `window.FLAG_READ_ONLY="true"`)
	p := ask(t, "POST", url+"/asynqmon/api/queues/main-bulk:resume")
	require.Equal(t, http.StatusForbidden, p.status)
	require.Contains(t, p.body, "the token eyes may read, and this needs admin")
	require.True(t, sizes(t, url)["main-bulk"].Paused)
}

func TestThePageIsServedAtEveryAddressWithAPolicyOfItsOwn(t *testing.T) {
	url := serve(t, redistest.Embedded(t), token)
	nonces := map[string]bool{}
	for _, path := range []string{"/asynqmon/", "/asynqmon", "/asynqmon/queues/main-live", "/asynqmon/redis"} {
		p := ask(t, "GET", url+path)
		require.Equal(t, http.StatusOK, p.status)
		require.Equal(t, "text/html; charset=utf-8", p.header.Get("Content-Type"))
		require.Equal(t, "no-store", p.header.Get("Cache-Control"))
		require.Equal(t, "DENY", p.header.Get("X-Frame-Options"))
		policy := p.header.Get("Content-Security-Policy")
		require.NotContains(t, policy, "unsafe")
		require.NotContains(t, policy, "http")
		nonce := regexp.MustCompile(`'nonce-(\w+)'`).FindStringSubmatch(policy)
		require.Len(t, nonce, 2, policy)
		require.Contains(t, p.body, `content="`+nonce[1]+`"`)
		nonces[nonce[1]] = true
		require.NotContains(t, p.body, "//fonts.")
		require.Contains(t, p.body, `window.FLAG_READ_ONLY="false"`)
		require.True(t, strings.HasPrefix(p.body, "<!doctype html>") && strings.HasSuffix(p.body, "</html>"))
	}
	require.Len(t, nonces, 4, "a nonce is for one page")
}

func TestFilesComeWithTheirType(t *testing.T) {
	url := serve(t, redistest.Embedded(t), token)
	script := regexp.MustCompile(`/asynqmon/static/js/main\.\w+\.chunk\.js`).FindString(ask(t, "GET", url+"/asynqmon/").body)
	for path, media := range map[string]string{script: "text/javascript", "/asynqmon/favicon-32x32.png": "image/png"} {
		p := ask(t, "GET", url+path)
		require.Equal(t, http.StatusOK, p.status, path)
		require.Contains(t, p.header.Get("Content-Type"), media)
		require.Len(t, p.header.Values("Content-Type"), 1)
		require.Contains(t, p.header.Get("Content-Security-Policy"), "default-src 'none'; ")
	}
	require.Contains(t, ask(t, "GET", url+script).header.Get("Cache-Control"), "immutable")
	require.Equal(t, http.StatusUnauthorized, func() int {
		answer, err := http.Get(url + script)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		return answer.StatusCode
	}())
}

func TestASeparateAsynqmonSeesTheSame(t *testing.T) {
	client := queues(t)
	separate := asynqmon.New(asynqmon.Options{RedisConnOpt: asynq.RedisClientOpt{Addr: client.Options().Addr}})
	defer separate.Close()
	front := httptest.NewServer(separate)
	defer front.Close()
	own := serve(t, client, token)
	const archived = "/api/queues/main-live/archived_tasks"
	require.JSONEq(t, steady(ask(t, "GET", own+"/asynqmon"+archived).body), steady(ask(t, "GET", front.URL+archived).body))
}

// steady is an answer without what depends on when it was given, and without
// the payload, which a separate asynqmon lays out in its own way.
func steady(body string) string {
	return regexp.MustCompile(`"(timestamp|payload)":"([^"\\]|\\.)*"`).ReplaceAllString(body, `"$1":""`)
}
