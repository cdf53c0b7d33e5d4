package page_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
)

// TestThePageSaysThatNobodyWorks in amber, and in red once numbers wait.
func TestThePageSaysThatNobodyWorks(t *testing.T) {
	r := newRig(t, given{unserved: true})
	p := r.await("/", func(p reply) bool { return strings.Contains(p.body, "No worker serves main") }, asBrowser)
	require.Contains(t, p.body, `<h1 class="wait">`)
	require.Contains(t, p.body, "Start a worker")
	entry, err := queue.FromFields([]queue.Field{{Name: "number", Value: "RR123456785CN"}})
	require.NoError(t, err)
	_, err = queue.NewProducer(r.rdb).Enqueue(t.Context(), entry)
	require.NoError(t, err)
	p = r.await("/", func(p reply) bool { return strings.Contains(p.body, "No worker serves main: 1 number waits") }, asBrowser)
	require.Contains(t, p.body, `<h1 class="need">`)
	require.Contains(t, r.get("/api/v1/status").body, `"level":"need"`)

	r.pretendWorker()
	p = r.await("/", func(p reply) bool { return strings.Contains(p.body, `<h1 class="good">`) }, asBrowser)
	require.NotContains(t, p.body, "No worker")
	require.Contains(t, p.body, "1 worker, version v1.2.3")
}

// TestThePageListsWhoWorks, and says that versions differ.
func TestThePageListsWhoWorks(t *testing.T) {
	r := newRig(t, given{})
	stop := r.work()
	defer stop()
	p := r.await("/", func(p reply) bool { return strings.Contains(p.body, "2 workers, of 2 versions: older, v1.2.3") }, asBrowser)
	require.Contains(t, p.body, `<li>shop <span class="quiet">7</span>, v1.2.3, since `)
}
