package monitor_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

func TestWhatAsynqmonChangesIsInTheAudit(t *testing.T) {
	client := redistest.Embedded(t)
	fill(t, client)
	url := serve(t, client, token) + "/asynqmon/api/queues/"
	post := func(path, body string) int {
		request, err := http.NewRequestWithContext(t.Context(), "POST", url+path, strings.NewReader(body))
		require.NoError(t, err)
		request.SetBasicAuth("", token)
		request.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		return answer.StatusCode
	}
	require.Equal(t, 204, post("main-bulk:resume", ""))
	require.Equal(t, 204, post("main-live/archived_tasks/refused:run", ""))
	require.Equal(t, 200, post("main-bulk/pending_tasks:batch_archive", `{"task_ids":["waiting-1","gone"]}`))
	require.Equal(t, 200, ask(t, "DELETE", url+"main-bulk/archived_tasks:delete_all").status)
	// none of these changes anything
	require.Equal(t, 200, ask(t, "GET", url+"main-bulk").status)
	require.Equal(t, 500, post("main-bulk/pending_tasks/none:archive", ""))
	require.Equal(t, 403, post("main-bulk/pending_tasks:archive_all", ""))

	all, err := audit.NewReader(client).Newest(t.Context(), "main", 10)
	require.NoError(t, err)
	for i := range all {
		require.Equal(t, []string{"token", "asynqmon", "main"}, []string{all[i].Who, all[i].Via, all[i].Account})
		all[i] = audit.Deed{What: all[i].What, Filter: all[i].Filter, Count: all[i].Count}
	}
	require.Equal(t, []audit.Deed{
		{What: "/asynqmon/api/queues/main-bulk/archived_tasks:delete_all", Count: new(1)},
		{What: "/asynqmon/api/queues/main-bulk/pending_tasks:batch_archive", Filter: "tasks=waiting-1,gone", Count: new(1)},
		{What: "/asynqmon/api/queues/main-live/archived_tasks/refused:run"},
		{What: "/asynqmon/api/queues/main-bulk:resume"},
	}, all)
	others, err := audit.NewReader(client).Newest(t.Context(), "shop", 10)
	require.NoError(t, err)
	require.Empty(t, others)
}

func TestWhatAsynqmonChangesOfNobodysQueueIsInEveryAudit(t *testing.T) {
	client := redistest.Embedded(t)
	fill(t, client)
	require.NoError(t, client.SAdd(t.Context(), "asynq:queues", "trackreg-imports").Err())
	require.Equal(t, 204, ask(t, "POST", serve(t, client, token)+"/asynqmon/api/queues/trackreg-imports:pause").status)
	for _, account := range []string{"main", "shop"} {
		all, err := audit.NewReader(client).Newest(t.Context(), account, 10)
		require.NoError(t, err)
		require.Len(t, all, 1)
		require.WithinDuration(t, time.Now(), all[0].At, time.Minute)
	}
}

func TestAsynqmonAnswersWhereTheAuditCannotBeWritten(t *testing.T) {
	client := redistest.Embedded(t)
	fill(t, client)
	require.NoError(t, client.Set(t.Context(), "trackreg:{main}:audit", "no stream", 0).Err())
	url := serve(t, client, token)
	require.Equal(t, 204, ask(t, "POST", url+"/asynqmon/api/queues/main-bulk:resume").status)
	require.False(t, sizes(t, url)["main-bulk"].Paused)
}
