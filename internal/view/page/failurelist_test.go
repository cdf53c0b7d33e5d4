package page_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

const oneFailure = "register:0:FF00000000DE"

func TestFailuresAreListedPageByPage(t *testing.T) {
	r := newRig(t, given{token: token})
	r.fail("main", 1500)
	link := regexp.MustCompile(`<a class="button" href="([^"]+)">Further ones`)
	boxes := regexp.MustCompile(`name="id" value="([^"]+)"`)
	seen := map[string]bool{}
	pages := 0
	for path := "/failures?account=main&class=terminal"; path != ""; pages++ {
		p := r.get(path, asBrowser)
		require.Equal(t, http.StatusOK, p.status)
		found := boxes.FindAllStringSubmatch(p.body, -1)
		require.Less(t, len(found), 500)
		for _, f := range found {
			seen[f[1]] = true
		}
		path = ""
		if next := link.FindStringSubmatch(p.body); next != nil {
			path = html.UnescapeString(next[1])
		}
	}
	require.Len(t, seen, 1050)
	require.Greater(t, pages, 2)

	p := r.get("/failures?number=ff00000006de", asBrowser)
	require.Equal(t, 1, strings.Count(p.body, `name="id"`))
	require.Contains(t, p.body, "The carrier is unavailable.")
	require.Contains(t, p.body, `href="/failures/one?account=main&amp;id=register%3A0%3AFF00000006DE"`)
	require.Contains(t, r.get("/failures?code=-1", asBrowser).body, "None.")
	for path, says := range map[string]string{"/failures?class=x": "terminal or retryable", "/failures?from=x": "the place"} {
		p := r.get(path)
		require.Equal(t, http.StatusBadRequest, p.status)
		require.Contains(t, p.body, says)
	}
}

func TestOneFailureIsShownWithWhatToDo(t *testing.T) {
	r := newRig(t, given{token: token})
	r.fail("main", 3)
	p := r.get("/failures/one?account=main&id="+oneFailure, asBrowser)
	require.Equal(t, http.StatusOK, p.status)
	for _, says := range []string{"Postal code is required.", track17.Advice(track17.RemedyAddPostalCode), "-18010019", "&#34;tag&#34;: &#34;order-0&#34;", "outcome: rejected"} {
		require.Contains(t, p.body, says)
	}
	require.Equal(t, http.StatusNotFound, r.get("/failures/one?account=main&id=register:0:NONE").status)
	require.Equal(t, http.StatusNotFound, r.get("/failures/one?account=other&id="+oneFailure).status)
}

func TestAFailureIsMendedAndSentAgain(t *testing.T) {
	r := newRig(t, given{token: token})
	r.fail("main", 3)
	form := url.Values{"account": {"main"}, "id": {oneFailure}, "payload": {`{"number":"FF0000 0000DE"}`}}
	p := r.post("/api/v1/failures/mend", form, asBrowser)
	require.Equal(t, http.StatusBadRequest, p.status)
	require.Contains(t, p.body, `role="alert"`)
	require.Contains(t, p.body, "FF0000 0000DE", "what was typed stays")
	require.Contains(t, r.post("/api/v1/failures/mend", form).body, `"mend"`)
	form.Set("payload", `{"number":"FF00000009DE","_mends":"register:0:OTHER1"}`)
	require.Equal(t, http.StatusBadRequest, r.post("/api/v1/failures/mend", form).status)

	form.Set("payload", ` {"number":"FF00000009DE","carrier":3011,"destination_postal_code":"10115 <>"} `)
	p = r.post("/api/v1/failures/mend", form, asBrowser)
	require.Contains(t, p.body, "Send mended FF00000009DE")
	waiting, err := queue.ReadCounts(t.Context(), r.rdb, "main-bulk")
	require.NoError(t, err)
	require.EqualValues(t, 1, waiting[0].Pending)
	require.Contains(t, r.get("/api/v1/failures?number=FF00000000DE").body, oneFailure, "until it has succeeded")

	r.work()
	r.await("/api/v1/failures", func(p reply) bool { return !strings.Contains(p.body, oneFailure) })
	deeds, err := r.rdb.XRange(t.Context(), "trackreg:{main}:audit", "-", "+").Result()
	require.NoError(t, err)
	require.Len(t, deeds, 1)
	require.Equal(t, "mend", deeds[0].Values["what"])
	require.Equal(t, "failure="+oneFailure, deeds[0].Values["filter"])
}

func TestManyFailuresAreChosen(t *testing.T) {
	r := newRig(t, given{token: token})
	r.fail("main", 40)
	chosen := url.Values{"account": {"main"}}
	for i := range 12 {
		chosen.Add("id", fmt.Sprintf("register:0:FF%08dDE", i))
	}
	require.Contains(t, r.post("/api/v1/failures/retry", chosen).body, "12 enqueued")
	require.Contains(t, r.post("/api/v1/failures/drop", chosen).body, "12 dropped")
	require.Contains(t, r.post("/api/v1/failures/drop", url.Values{"class": {queue.Retryable}}).body, "9 dropped")
	p := r.post("/api/v1/failures/drop", url.Values{"account": {"main"}})
	require.Equal(t, http.StatusBadRequest, p.status, "all of them must be said")
	for _, deed := range []string{"retry", "drop"} {
		none := r.post("/api/v1/failures/"+deed, url.Values{"account": {"main"}, "chosen": {"true"}})
		require.Equal(t, http.StatusBadRequest, none.status, "of the list none is chosen")
		require.Contains(t, none.body, "no failure is chosen")
	}
	require.Contains(t, r.post("/api/v1/failures/drop", url.Values{"account": {"main"}, "all": {"true"}}).body, "19 dropped")
	deeds, err := r.rdb.XRange(t.Context(), "trackreg:{main}:audit", "-", "+").Result()
	require.NoError(t, err)
	require.Len(t, deeds, 4)
	require.Contains(t, deeds[1].Values["filter"], "register:0:FF00000009DE and 2 more")
	require.Equal(t, "12", deeds[1].Values["count"])
}
