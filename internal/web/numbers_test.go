package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/web"
)

func TestIntakeAnswersForEachItemInOrder(t *testing.T) {
	r := serve(t, redistest.Start(t).Client()).described()
	body := `[{"number":"AB12345","_ref":"7"}, {"number":"1.2E+17"}, {"number":" AB12345 ","_ref":"7"}, {"number":"AB12346"}, 7, {"carrier":"x","number":"AB1"}]`
	p := r.post("", body)
	a := p.answered(t)
	require.Equal(t, http.StatusAccepted, p.status)
	require.Equal(t, "main", a.Account)
	require.Equal(t, "live", a.Queue)
	require.Equal(t, 3, a.Invalid)
	require.Equal(t, 1, a.Duplicate)
	require.Equal(t, 2, a.Enqueued)
	for i, it := range a.Results {
		require.Equal(t, i, it.Index)
	}
	require.ElementsMatch(t, []string{"enqueued", "duplicate"}, []string{a.Results[0].Status, a.Results[2].Status})
	require.Equal(t, a.Results[0].Task, a.Results[2].Task)
	require.Regexp(t, `^register:0:AB12345:[0-9a-f]{16}$`, a.Results[0].Task)
	require.Equal(t, "number", a.Results[1].Field)
	require.Contains(t, a.Results[1].Reason, "as text", "the mend is said")
	require.Equal(t, "enqueued", a.Results[3].Status)
	require.Equal(t, "invalid", a.Results[4].Status)
	require.Equal(t, "carrier", a.Results[5].Field)
	require.EqualValues(t, 2, r.pending("main-live"))

	again := r.post("", body).answered(t)
	require.Equal(t, 3, again.Duplicate, "a repeat is harmless")
	require.EqualValues(t, 2, r.pending("main-live"))
}

func TestIntakeTakesOneObjectWhereItIsSent(t *testing.T) {
	r := serve(t, redistest.Start(t).Client()).described()
	p := r.post("?account=shop&queue=bulk", "\ufeff{\"number\":\"AB12345\"}\n", header("Content-Type", "application/json; charset=UTF-8"))
	require.Equal(t, http.StatusAccepted, p.status)
	require.Equal(t, []string{"enqueued"}, statuses(p.answered(t).Results))
	require.EqualValues(t, 1, r.pending("shop-bulk"))
	p = r.post("?queue=bulk", `{"number":"AB12345"}`, ndjson)
	require.Equal(t, http.StatusAccepted, p.status)
	require.Equal(t, []string{"enqueued"}, statuses(p.lines(t)))
	require.EqualValues(t, 1, r.pending("main-bulk"))
}

func TestIntakeRefusesAsAWholeOnlyWhatIsNotTaken(t *testing.T) {
	r := serve(t, redistest.Start(t).Client()).described()
	many := "[" + strings.Repeat(`{"number":"AB12345"},`, 10_000) + `{"number":"AB12345"}]`
	for name, c := range map[string]struct {
		path, body string
		change     change
		status     int
		says       string
	}{
		"no json":         {body: `[{"number":"AB12345"},`, status: 400, says: "line 1, byte"},
		"line by line":    {body: "{\"number\":\"AB12345\"}\n{\"number\":\"AB12346\"}", status: 400, says: "line 2"},
		"a string":        {body: `"AB12345"`, status: 400, says: "neither an object nor an array"},
		"nothing":         {body: " ", status: 400, says: "not JSON"},
		"empty array":     {body: `[]`, status: 422, says: "no item"},
		"empty stream":    {body: "\n\n", change: ndjson, status: 422, says: "no item"},
		"none valid":      {body: `[{"number":""},{}]`, status: 422, says: "none of the items"},
		"no line valid":   {body: "{\"number\":\"\"}\nx\n", change: ndjson, status: 422, says: "none of the items"},
		"too many":        {body: many, status: 413, says: "10001 items"},
		"too large":       {body: `[{"number":"` + strings.Repeat("x", 9<<20) + `"}]`, status: 413, says: "larger than"},
		"a form":          {body: `number=AB12345`, change: header("Content-Type", "application/x-www-form-urlencoded"), status: 415, says: "x-www-form"},
		"no type":         {body: `{}`, change: func(q *http.Request) { q.Header.Del("Content-Type") }, status: 415, says: "no Content-Type"},
		"latin":           {body: `{}`, change: header("Content-Type", "application/json; charset=latin1"), status: 415, says: "latin1"},
		"compressed":      {body: `{}`, change: header("Content-Encoding", "gzip"), status: 415, says: "gzip"},
		"strange account": {path: "?account=Ma-in", body: `{}`, status: 400, says: "a-z"},
		"unknown account": {path: "?account=other", body: `{}`, status: 404, says: `no account "other"`},
		"unknown queue":   {path: "?queue=fast", body: `{}`, status: 400, says: "fast"},
		"misspelt":        {path: "?que=bulk", body: `{}`, status: 400, says: `"que"`},
		"given twice":     {path: "?queue=bulk&queue=live", body: `{}`, status: 400, says: "2 times"},
	} {
		t.Run(name, func(t *testing.T) {
			changes := []change{}
			if c.change != nil {
				changes = append(changes, c.change)
			}
			p := r.post(c.path, c.body, changes...)
			require.Equal(t, c.status, p.status, "%s", p.body)
			a := p.answered(t)
			require.Contains(t, a.Error, c.says)
			require.NotEmpty(t, a.Mend)
		})
	}
	require.Zero(t, r.pending("main-live", "main-bulk", "shop-live", "other-live"))
}

func TestStreamTakesEachLine(t *testing.T) {
	r := serve(t, redistest.Start(t).Client()).described()
	long := `{"number":"AB1","note":"` + strings.Repeat("x", 100_000) + `"}`
	medium := `{"number":"AB1","note":"` + strings.Repeat("x", 17_000) + `"}`
	p := r.post("", "{\"number\":\"AB12345\"}\r\n\n  \n"+long+"\n{\"number\":7}\n"+medium+"\n{\"number\":\"AB12346\"}", ndjson)
	require.Equal(t, http.StatusAccepted, p.status)
	items := p.lines(t)
	require.Equal(t, []string{"enqueued", "invalid", "invalid", "invalid", "enqueued"}, statuses(items))
	for i, it := range items {
		require.Equal(t, i, it.Index, "blank lines are no items")
	}
	require.Contains(t, items[1].Reason, "longer than")
	require.Contains(t, items[3].Reason, "17027 bytes")
}

func TestStreamOfManyIsInOrder(t *testing.T) {
	r := serve(t, redistest.Start(t).Client())
	const n = 5000
	reader, writer := io.Pipe()
	go func() {
		for i := range n {
			_, _ = fmt.Fprintf(writer, "{\"number\":\"AB%06d\"}\n", i)
		}
		_ = writer.Close()
	}()
	request, err := http.NewRequestWithContext(t.Context(), "POST", r.url+"/api/v1/numbers?queue=bulk", reader)
	require.NoError(t, err)
	ndjson(request)
	request.SetBasicAuth("anybody", token)
	answer, err := r.http.Do(request)
	require.NoError(t, err)
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	for i := range n {
		require.True(t, lines.Scan(), "line %d", i)
		var it answeredItem
		require.NoError(t, json.Unmarshal(lines.Bytes(), &it))
		require.Equal(t, i, it.Index)
		require.Contains(t, it.Task, fmt.Sprintf(":AB%06d:", i))
	}
	require.False(t, lines.Scan())
	require.EqualValues(t, n, r.pending("main-bulk"))
}

// talk is a stream that is open: the test sends a line and reads what comes.
type talk struct {
	t     *testing.T
	in    *io.PipeWriter
	lines *bufio.Scanner
	close func()
}

// open sends the first line and waits for the answer to begin.
func (r *rig) open(t *testing.T, first string) *talk {
	t.Helper()
	reader, writer := io.Pipe()
	request, err := http.NewRequestWithContext(t.Context(), "POST", r.url+"/api/v1/numbers", reader)
	require.NoError(t, err)
	ndjson(request)
	request.Header.Set("Authorization", "bearer "+token)
	go func() { _, _ = io.WriteString(writer, first) }()
	answer, err := r.http.Do(request)
	require.NoError(t, err)
	require.Equal(t, http.StatusAccepted, answer.StatusCode)
	talk := &talk{t: t, in: writer, lines: bufio.NewScanner(answer.Body), close: func() { _ = writer.Close(); _ = answer.Body.Close() }}
	t.Cleanup(talk.close)
	return talk
}

func (k *talk) say(text string) {
	_, err := io.WriteString(k.in, text)
	require.NoError(k.t, err)
}

func (k *talk) hear() (it answeredItem) {
	k.t.Helper()
	require.True(k.t, k.lines.Scan(), "the answer has ended: %v", k.lines.Err())
	require.NoError(k.t, json.Unmarshal(k.lines.Bytes(), &it))
	return it
}

func TestStreamAnswersWhileItComes(t *testing.T) {
	r := serve(t, redistest.Start(t).Client())
	k := r.open(t, "{\"number\":\"AB00000\"}\n")
	require.Equal(t, "enqueued", k.hear().Status)
	for i := 1; i < 5; i++ {
		k.say(fmt.Sprintf("{\"number\":\"AB%05d\"}\n", i))
		it := k.hear()
		require.Equal(t, i, it.Index)
		require.Equal(t, "enqueued", it.Status)
	}
	k.say("{\"number\":\"\"}\n")
	require.Equal(t, "invalid", k.hear().Status)
}

func TestStreamIsEndedWhenTheServerStops(t *testing.T) {
	r := serve(t, redistest.Start(t).Client())
	k := r.open(t, "{\"number\":\"AB00000\"}\n")
	require.Equal(t, "enqueued", k.hear().Status)
	stopped := make(chan struct{})
	go func() { r.stop(); close(stopped) }()
	last := k.hear()
	require.Contains(t, last.Error, "stopping")
	require.NotEmpty(t, last.Mend)
	require.False(t, k.lines.Scan())
	k.close()
	<-stopped
}

func TestStreamThatBreaksOffKeepsWhatCame(t *testing.T) {
	r := serve(t, redistest.Start(t).Client())
	k := r.open(t, "{\"number\":\"AB00000\"}\n")
	k.hear()
	_, _ = io.WriteString(k.in, `{"number":"half`)
	_ = k.in.CloseWithError(errors.New("gone"))
	for k.lines.Scan() {
	}
	require.EqualValues(t, 1, r.pending("main-live"), "half a line is no item")
	require.Equal(t, http.StatusOK, r.do("GET", "/readyz", "").status)
}

func TestRedisAwayIs503(t *testing.T) {
	server := redistest.RequireReal(t, redistest.AppendOnly())
	r := serve(t, server.Client()).described()
	body := `[{"number":"AB12345"},{"number":""}]`
	require.Equal(t, http.StatusAccepted, r.post("", body).status)
	k := r.open(t, "{\"number\":\"AB00000\"}\n")
	k.hear()
	server.Kill()
	k.say("{\"number\":\"AB00001\"}\n")
	require.Equal(t, "failed", k.hear().Status)
	require.Contains(t, k.hear().Error, "Redis does not answer")
	require.False(t, k.lines.Scan())
	k.close()
	for _, media := range []change{header("Content-Type", "application/json"), ndjson} {
		p := r.post("", `{"number":"AB12346"}`, media)
		require.Equal(t, http.StatusServiceUnavailable, p.status)
		require.NotEmpty(t, p.header.Get("Retry-After"))
		a := p.answered(t)
		require.Contains(t, a.Error, "Redis does not answer")
		require.Equal(t, []string{"failed"}, statuses(a.Results))
	}
	ready := r.do("GET", "/readyz", "")
	require.Equal(t, http.StatusServiceUnavailable, ready.status)
	require.Contains(t, string(ready.body), "Redis does not answer")
	require.Equal(t, http.StatusOK, r.do("GET", "/healthz", "").status)

	server.Restart()
	require.Eventually(t, func() bool { return r.accepts(body) }, patience, 50*time.Millisecond)
	require.EqualValues(t, 2, r.pending("main-live"))
}

func TestRedisNearlyFullIs503(t *testing.T) {
	rdb := redistest.RequireReal(t, redistest.Args("--maxmemory", "24mb")).Client()
	for i := range 20 { // in pieces: one would be held twice while it comes
		require.NoError(t, rdb.Set(t.Context(), fmt.Sprint("ballast", i), strings.Repeat("x", 1_000_000), 0).Err())
	}
	r := serve(t, rdb).described()
	p := r.post("", `{"number":"AB12345"}`)
	require.Equal(t, http.StatusServiceUnavailable, p.status)
	require.Equal(t, "30", p.header.Get("Retry-After"))
	require.Contains(t, p.answered(t).Error, "% of its maxmemory")
	require.NoError(t, rdb.FlushDB(t.Context()).Err())
	require.Eventually(t, func() bool { return r.accepts(`{"number":"AB12345"}`) }, patience, 50*time.Millisecond)
}

func TestIntakeUnderTheDocumentedACL(t *testing.T) {
	server := redistest.RequireReal(t)
	admin := server.Client()
	require.NoError(t, admin.ACLSetUser(t.Context(), "worker",
		"on", ">pw", "~asynq:*", "~trackreg:*", "&asynq:cancel", "+@all", "-@admin", "-@dangerous", "+info").Err())
	rdb := redis.NewClient(&redis.Options{Addr: server.Addr, Username: "worker", Password: "pw"})
	defer rdb.Close()
	r := serve(t, rdb)
	require.Equal(t, http.StatusAccepted, r.post("", `{"number":"AB12345"}`).status)
	require.NoError(t, admin.ACLSetUser(context.Background(), "worker", "-info").Err())
	require.Equal(t, http.StatusAccepted, serve(t, rdb).post("", `{"number":"AB12346"}`).status, "what may not be asked does not matter")
}

func TestListenSaysWhichAddressIsTaken(t *testing.T) {
	r := serve(t, redistest.Embedded(t))
	_, err := web.Listen(t.Context(), web.Options{Listen: strings.TrimPrefix(r.url, "http://")})
	require.ErrorContains(t, err, "http.listen")
	require.ErrorContains(t, err, "in use")
}
