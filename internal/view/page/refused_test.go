package page_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// refuse adds an entry to the refused ones of an account.
func (r *rig) refuse(account, id string, fields ...any) {
	r.t.Helper()
	require.NoError(r.t, r.rdb.XAdd(r.t.Context(), &redis.XAddArgs{Stream: "trackreg:{" + account + "}:in:refused", ID: id, Values: fields}).Err())
}

// refusedEntries are those that scripts are told of.
func (r *rig) refusedEntries(path string) (all []struct {
	ID, Entry, Reason, At string
	Fields                []struct{ Name, Value string }
	More                  int
}) {
	r.t.Helper()
	p := r.get(path)
	require.Equal(r.t, http.StatusOK, p.status, p.body)
	require.NoError(r.t, json.Unmarshal([]byte(p.body), &all))
	return all
}

func TestRefusedEntriesAreShownTheNewestFirst(t *testing.T) {
	r := newRig(t, given{token: token})
	require.Empty(t, r.refusedEntries("/api/v1/refused"))
	for i := range 60 {
		r.refuse("main", fmt.Sprintf("1795860000%03d-0", i), "number", "1.2E+17", "reason", fmt.Sprintf("it is <%d>", i), "entry", "7-7")
	}
	p := r.await("/", holds("60 entries of the inlet were refused"), asBrowser)
	require.Contains(t, p.body, `href="/refused?account=main"`)

	p = r.get("/refused?account=main", asBrowser)
	require.Equal(t, http.StatusOK, p.status)
	for _, says := range []string{"it is &lt;59&gt;", "it is &lt;10&gt;", "2026-11-28 10:00:00 UTC", "entry 7-7", "<dt>number</dt><dd>1.2E&#43;17</dd>", "before=1795860000010-0"} {
		require.Contains(t, p.body, says)
	}
	require.NotContains(t, p.body, "it is &lt;9&gt;")
	p = r.get("/refused?account=main&before=1795860000010-0", asBrowser)
	require.Contains(t, p.body, "it is &lt;9&gt;")
	require.NotContains(t, p.body, "Older ones")
	all := r.refusedEntries("/api/v1/refused?before=1795860000001-0")
	require.Len(t, all, 1)
	require.Equal(t, "2026-11-28T10:00:00Z", all[0].At)
	require.Equal(t, http.StatusBadRequest, r.get("/refused?before=x", asBrowser).status)
}

// TestOfLargeRefusedEntriesTheBeginningIsShown, and never all of them held.
func TestOfLargeRefusedEntriesTheBeginningIsShown(t *testing.T) {
	r := newRig(t, given{token: token})
	fields := []any{"a", strings.Repeat("x", 4<<20), "odd", "\xff\x00"}
	for i := range 100 {
		fields = append(fields, fmt.Sprintf("f%03d", i), "v")
	}
	for i := range 5 {
		r.refuse("main", fmt.Sprintf("1795860000000-%d", i), append(fields, "reason", "it is large", "entry", "1-1")...)
	}
	p := r.get("/api/v1/refused")
	require.Less(t, len(p.body), 50_000)
	one := r.refusedEntries("/api/v1/refused")[0]
	require.Equal(t, "it is large", one.Reason, "though it stands last")
	require.Len(t, one.Fields, 40)
	require.Equal(t, 62, one.More)
	require.Equal(t, strings.Repeat("x", 1000)+"…", one.Fields[0].Value)
	require.Equal(t, http.StatusOK, r.get("/refused", asBrowser).status)
}

func TestRefusedEntriesOfAnotherAccountAreNotShown(t *testing.T) {
	r := newRig(t, given{token: token, tokens: limited(), accounts: []string{"main", "shop"}})
	for _, path := range []string{"/refused?account=main", "/api/v1/refused?account=main"} {
		require.Equal(t, http.StatusForbidden, r.get(path, as("shop")).status, path)
	}
	require.Equal(t, http.StatusOK, r.get("/api/v1/refused", as("shop")).status, "its own")
}

func TestThePageOfRefusedEntriesIsAccessible(t *testing.T) {
	needsBrowser(t)
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	require.NoError(t, err)
	r := newRig(t, given{token: token})
	r.refuse("main", "1795860000000-0", "number", "1.2E+17", "payload", strings.Repeat("x", 300), "reason", "number \"1.2E+17\" was rounded by a spreadsheet", "entry", "7-7")
	tab := r.open("/refused")
	tab.AwaitText("was rounded by a spreadsheet")
	look(tab, 390, "dark")
	tab.Await(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`)
	requireAccessible(t, tab.Context(), string(axe))
}
