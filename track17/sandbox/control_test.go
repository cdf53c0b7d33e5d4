package sandbox_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
)

// control makes a control call, requires its status and decodes its answer.
func (v *vendor) control(status int, method, path, body string, into any) {
	v.tb.Helper()
	request, err := http.NewRequest(method, v.url+path, strings.NewReader(body))
	require.NoError(v.tb, err)
	response, err := v.client.Do(request)
	require.NoError(v.tb, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(v.tb, err)
	require.Equal(v.tb, status, response.StatusCode, string(text))
	if into != nil {
		require.NoError(v.tb, json.Unmarshal(text, into), string(text))
	}
}

func TestControlFaults(t *testing.T) {
	v := start(t, sandbox.Options{})
	var added map[string]int
	v.control(200, "POST", "/sandbox/faults", `{"act":"fail","status":429,"retry_after":"7","times":1}`, &added)
	require.Equal(t, 1, added["added"])
	v.control(200, "POST", "/sandbox/faults", `[{"act":"hang","for":"1ns","key":"demo-key"},{"act":"omit","name":"mine"}]`, nil)
	require.Equal(t, "7", v.register(s10(1)).header.Get("Retry-After"))
	require.Equal(t, 200, v.register(s10(1)).status)

	var standing []map[string]any
	v.control(200, "GET", "/sandbox/faults", "", &standing)
	require.Len(t, standing, 2)
	require.Equal(t, "1ns", standing[0]["for"])
	require.EqualValues(t, 1, standing[0]["struck"])
	require.NotContains(t, standing[0]["key"], "demo-key", "keys are masked")

	var removed map[string]int
	v.control(200, "DELETE", "/sandbox/faults?name=mine", "", &removed)
	require.Equal(t, 1, removed["removed"])
	v.control(200, "DELETE", "/sandbox/faults", "", &removed)
	require.Equal(t, 1, removed["removed"])
}

func TestControlThatIsWrong(t *testing.T) {
	v := start(t, sandbox.Options{})
	for _, test := range []struct{ path, body, says string }{
		{"/sandbox/faults", "", "the body is empty"},
		{"/sandbox/faults", "{", "reading the body as JSON"},
		{"/sandbox/faults", `{"act":"explode"}`, `act "explode" is unknown`},
		{"/sandbox/faults", `{"act":"cut","why":"so"}`, `unknown field "why"`},
		{"/sandbox/faults", `[{"act":"cut"},{"act":"hang","for":"long"}]`, `fault 2: for "long"`},
		{"/sandbox/faults", `{"act":"cut"} {"act":"cut"}`, "more behind"},
		{"/sandbox/faults", `"` + strings.Repeat("x", 2<<20) + `"`, "too large"},
		{"/sandbox/quota", `{"remain":-1}`, "remain -1 must not be negative"},
		{"/sandbox/quota", `{"remains":1}`, `unknown field "remains"`},
		{"/sandbox/clock", `{"advance":"a day"}`, `advance "a day"`},
	} {
		var got map[string]string
		v.control(400, "POST", test.path, test.body, &got)
		require.Contains(t, got["error"], test.says)
	}
	v.control(400, "GET", "/sandbox/ledger/calls?limit=0", "", nil)
	v.control(404, "GET", "/sandbox/nothing", "", nil)
	require.Empty(t, v.Faults())
}

func TestControlQuotaClockAndReset(t *testing.T) {
	clock := newClock()
	v := start(t, sandbox.Options{Now: clock.Now})
	v.register(s10s(1, 3)...)
	v.control(200, "POST", "/sandbox/quota", `{"key":"demo-key","remain":10,"max_track_daily":4}`, nil)
	quota := v.getQuota().Data.Quota
	require.Equal(t, sandbox.Quota{Total: 13, Used: 3, Remain: 10, TodayUsed: 3, MaxDaily: 4, FreeEmail: 300}, quota)

	var now map[string]time.Time
	v.control(200, "POST", "/sandbox/clock", `{"advance":"24h"}`, &now)
	require.Equal(t, clock.Now().Add(24*time.Hour), now["now"])
	require.Zero(t, v.getQuota().Data.TodayUsed)

	v.control(200, "POST", "/sandbox/reset", "", nil)
	require.Equal(t, clock.Now(), v.Now())
	require.Empty(t, v.Summaries(""))
	require.Zero(t, v.getQuota().Data.Quota.Used)
	require.Len(t, v.register(s10(1)).Data.Accepted, 1)
}

func TestControlLedger(t *testing.T) {
	v := start(t, sandbox.Options{})
	v.register(s10s(1, 3)...)
	v.register(s10(1), "1234", "SBXOMIT-1")
	v.getQuota()
	_, err := v.call("/track/v2.4/register", "other", list("SBXHTTP503"))
	require.NoError(t, err)
	_, err = v.call("/track/v2.4/register", "", "[]")
	require.NoError(t, err)

	var ledger struct {
		UnknownKeys int `json:"unknown_keys"`
		Accounts    []struct {
			sandbox.Summary
			Quota sandbox.Quota `json:"quota"`
		} `json:"accounts"`
	}
	v.control(200, "GET", "/sandbox/ledger", "", &ledger)
	require.Equal(t, 1, ledger.UnknownKeys)
	require.Len(t, ledger.Accounts, 2)
	v.control(200, "GET", "/sandbox/ledger?key=demo-key", "", &ledger)
	require.Len(t, ledger.Accounts, 1)
	sums := ledger.Accounts[0]
	require.Equal(t, map[string]int{"register": 2, "getquota": 1}, sums.ByCall)
	require.Equal(t, map[int]int{3: 2}, sums.BySize)
	require.Equal(t, map[int]int{200: 3}, sums.ByStatus)
	require.EqualValues(t, 6, sums.Numbers)
	require.EqualValues(t, 4, sums.Accepted)
	require.EqualValues(t, 2, sums.Rejected)
	require.EqualValues(t, 1, sums.Repeats)
	require.EqualValues(t, 4, sums.Units)
	require.Equal(t, 1, sums.MostCharged)
	require.EqualValues(t, 4, sums.Quota.Used)

	var calls []sandbox.Call
	v.control(200, "GET", "/sandbox/ledger/calls?limit=2", "", &calls)
	require.Len(t, calls, 2)
	require.Equal(t, "getquota", calls[0].Call)
	require.Equal(t, 503, calls[1].Status)
	require.Equal(t, "SBXHTTP503", calls[1].Fault)

	var numbers []sandbox.Registration
	v.control(200, "GET", "/sandbox/ledger/numbers?number=rr000000001cn", "", &numbers)
	require.Len(t, numbers, 1)
	require.Equal(t, 1, numbers[0].Repeats)
	require.Equal(t, 3011, numbers[0].Carrier)
	v.control(200, "GET", "/sandbox/ledger/numbers", "", &numbers)
	require.Len(t, numbers, 4)
	v.control(200, "GET", "/sandbox/ledger/numbers?limit=1", "", &numbers)
	require.Len(t, numbers, 1)
}

func TestKeysAreMaskedInTheLedger(t *testing.T) {
	v := start(t, sandbox.Options{})
	v.register(s10(1))
	for _, path := range []string{"/sandbox/ledger", "/sandbox/ledger/calls", "/sandbox/ledger/numbers"} {
		response, err := v.client.Get(v.url + path)
		require.NoError(t, err)
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Contains(t, string(text), "demo~")
		require.NotContains(t, string(text), key)
	}
}

func TestCallsKept(t *testing.T) {
	server := sandbox.New(sandbox.Options{CallsKept: 3})
	for n := range 5 {
		direct(server, key, "register", list(s10s(1, n+1)...))
	}
	var sizes []int
	for _, call := range server.Calls(key) {
		sizes = append(sizes, call.Size)
	}
	require.Equal(t, []int{3, 4, 5}, sizes, "the latest, the oldest of them first")
	require.EqualValues(t, 5, server.Summary(key).Calls)
}

func TestAccountsAreBounded(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	for n := range 10_000 {
		_, err := server.Quota(fmt.Sprint("key", n))
		require.NoError(t, err)
	}
	_, err := server.Quota("one too many")
	require.ErrorIs(t, err, sandbox.ErrUnknownKey)
	require.Equal(t, 401, direct(server, "one too many", "getquota", "[]").Code)
	require.Equal(t, 200, direct(server, "key7", "getquota", "[]").Code)
	require.Len(t, server.Summaries(""), 10_000)
}

func TestUsageIsServedAtTheRoot(t *testing.T) {
	v := start(t, sandbox.Options{})
	response, err := v.client.Get(v.url + "/")
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Contains(t, string(text), "SBX<code>")
}
