package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
)

// served is where the worker says that it serves HTTP.
func served(t *testing.T, errs *output) string {
	t.Helper()
	address := regexp.MustCompile(`"address":"([^"]+)"`)
	eventually(t, "HTTP is served", func() bool { return address.MatchString(errs.String()) })
	return "http://" + address.FindStringSubmatch(errs.String())[1]
}

// ask makes a request and returns the answer's status and text.
func ask(t *testing.T, method, url, token, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(text)
}

func TestWorkerTakesNumbersInAndPostsOutcomes(t *testing.T) {
	posts := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		text, _ := io.ReadAll(q.Body)
		posts <- q.Header.Get("webhook-signature") + " " + string(text)
	}))
	defer receiver.Close()
	vendor, env := vendorAt(t, sandbox.Options{})
	l, _ := withRedis(t, append(env, "TRACKREG_HTTP_LISTEN=127.0.0.1:0", "TRACKREG_HTTP_TOKEN=open-sesame",
		"TRACKREG_ACCOUNTS_MAIN_WEBHOOK_URL="+receiver.URL, "TRACKREG_ACCOUNTS_MAIN_WEBHOOK_SECRET=whsec_aGVsbG8= other")...)
	_, errs, stop := l.background("worker")
	base := served(t, errs)
	eventually(t, "ready", func() bool { code, _ := ask(t, "GET", base+"/readyz", "", ""); return code == http.StatusOK })
	code, _ := ask(t, "POST", base+"/api/v1/numbers", "", `{"number":"RR123456785CN"}`)
	require.Equal(t, http.StatusUnauthorized, code)
	code, text := ask(t, "POST", base+"/api/v1/numbers", "open-sesame", `{"number":"RR123456785CN","_ref":"order-7"}`)
	require.Equal(t, http.StatusAccepted, code, text)
	post := <-posts
	require.Regexp(t, `^v1,\S+ v1,\S+ {"type":"outcomes"`, post)
	require.Contains(t, post, `"ref":"order-7"`)
	require.EqualValues(t, 1, vendor.Summary("demo").Registrations)
	http.DefaultClient.CloseIdleConnections()
	require.Equal(t, exitDone, stop(syscall.SIGTERM))
	for _, secret := range []string{"open-sesame", "aGVsbG8"} {
		require.NotContains(t, errs.String(), secret)
	}
}

// TestAShopsTokenPostsNumbersAndNothingElse has a worker take its tokens from a settings file.
func TestAShopsTokenPostsNumbersAndNothingElse(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{})
	l, _ := withRedis(t, append(env, "TRACKREG_HTTP_LISTEN=127.0.0.1:0", "TRACKREG_ACCOUNTS_OTHER_KEY=another")...)
	l.file("shop.token", "sesame-of-shop\n")
	l.file("trackreg.yaml", "http:\n  trust_user_header: true\n  tokens:\n"+
		"    - {name: shop, token_file: shop.token, accounts: [main], may: [intake]}\n"+
		"    - {name: ops, token: sesame-of-ops, may: [read, act]}\n")
	shown := l.run("config", "show")
	require.NotContains(t, shown.out, "sesame")
	require.Contains(t, shown.out, "name: ops")
	_, errs, stop := l.background("worker")
	base := served(t, errs)
	const number = `{"number":"RR123456785CN"}`
	for _, c := range []struct {
		method, path, token string
		status              int
	}{
		{"POST", "/api/v1/numbers", "", 401},
		{"POST", "/api/v1/numbers", "sesame-of-shop", 202},
		{"POST", "/api/v1/numbers?account=other", "sesame-of-shop", 403},
		{"GET", "/api/v1/status", "sesame-of-shop", 403},
		{"POST", "/api/v1/accounts/main/pause", "sesame-of-shop", 403},
		{"POST", "/api/v1/numbers", "sesame-of-ops", 403},
		{"GET", "/asynqmon/api/queues", "sesame-of-ops", 200},
	} {
		status, text := ask(t, c.method, base+c.path, c.token, number)
		require.Equal(t, c.status, status, "%s %s: %s", c.method, c.path, text)
	}
	l.file("shop.token", "sesame-of-another\n")
	status, _ := ask(t, "POST", base+"/api/v1/numbers", "sesame-of-shop", number)
	require.Equal(t, http.StatusUnauthorized, status)

	pause, err := http.NewRequestWithContext(t.Context(), "POST", base+"/api/v1/accounts/main/pause", nil)
	require.NoError(t, err)
	pause.SetBasicAuth("", "sesame-of-ops")
	pause.Header.Set("X-Forwarded-User", "alice")
	eventually(t, "the pause is taken", func() bool {
		answer, err := http.DefaultClient.Do(pause)
		return err == nil && answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
	})
	all := deedsOf(t, l)
	require.Equal(t, []string{"alice", "api", "pause", "main"}, []string{all[0].Who, all[0].Via, all[0].What, all[0].Account})
	http.DefaultClient.CloseIdleConnections()
	require.Equal(t, exitDone, stop(syscall.SIGTERM))
	require.NotContains(t, errs.String(), "sesame")
}

func TestAnAddressInUseIsAnError(t *testing.T) {
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	_, env := vendorAt(t, sandbox.Options{})
	l, _ := withRedis(t, append(env, "TRACKREG_HTTP_LISTEN="+strings.TrimPrefix(other.URL, "http://"))...)
	r := l.run("worker")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.err, "http.listen")
	require.Contains(t, r.err, "in use")
}
