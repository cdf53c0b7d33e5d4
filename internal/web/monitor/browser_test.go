package monitor_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/web/browsertest"
)

func TestThePageShowsTheQueues(t *testing.T) {
	url := serve(t, queues(t), token)
	page := chromium.Open(t, browsertest.Basic("", token))
	page.Visit(url + "/asynqmon/")
	page.Await(`[...document.querySelectorAll("tr")].some(row => /main-bulk\s+paused\s+2/.test(row.innerText))`)
	page.Await(`[...document.querySelectorAll("tr")].some(row => /main-live\s+run/.test(row.innerText))`)

	page.Visit(url + "/asynqmon/queues/main-live?status=archived")
	page.AwaitText(refusal)
	page.AwaitText(`"number": "RR999999999CN"`)

	page.Visit(url + "/asynqmon/queues/main-live/tasks/done")
	page.AwaitText(`"outcome": "registered"`)

	page.Visit(url + "/asynqmon/redis")
	page.AwaitText("Redis Info")
	page.Await(`[...document.images].every(image => image.complete && image.naturalWidth > 0)`)
	page.RequireQuiet()
}

func TestArchiveAllOnThePageChangesNothing(t *testing.T) {
	client := queues(t)
	url := serve(t, client, token)
	page := chromium.Open(t, browsertest.Basic("", token))
	page.Visit(url + "/asynqmon/queues/main-bulk?status=pending")
	page.AwaitText("RR000000001CN")
	page.Do(
		chromedp.Click(chromedp.CSS(`[aria-label="actions"]`), chromedp.NodeVisible),
		chromedp.Click(chromedp.Search(`//li[contains(., "Archive All")]`), chromedp.NodeVisible),
	)
	page.Await(`performance.getEntriesByType("resource").some(r => r.name.endsWith(":archive_all") && r.responseStatus === ` + "403)")
	info, err := asynq.NewInspectorFromRedisClient(client).GetQueueInfo("main-bulk")
	require.NoError(t, err)
	require.Equal(t, 2, info.Pending)
}

func TestWithoutATokenThePageOffersNoChange(t *testing.T) {
	url := serve(t, queues(t), "")
	page := chromium.Open(t)
	page.Visit(url + "/asynqmon/queues/main-live?status=archived")
	page.AwaitText(refusal)
	require.Empty(t, browsertest.Get(page, chromedp.Evaluate[[]string](`[...document.querySelectorAll("input[type=checkbox]")].map(i => i.name)`)))
	require.Equal(t, http.StatusForbidden, browsertest.Get(page, chromedp.Evaluate[int](
		`fetch("/asynqmon/api/queues/main-live:pause", {method: "POST"}).then(answer => answer.status)`, chromedp.EvalAwaitPromise)))
}
