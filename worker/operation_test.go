package worker_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
	"github.com/trackreg/trackreg/worker/internal/workrig"
)

// fold is an operation that the vendor does not have. What it takes to add one
// is this value; queue, batcher, gate, verdicts and records come with it.
func fold() *track17.Operation {
	const alreadyFolded track17.Code = -18019999
	return &track17.Operation{
		Name:   "fold",
		Done:   "folded",
		Repeat: alreadyFolded,
		Codes: map[track17.Code]track17.Rule{
			alreadyFolded: {Do: track17.Done, Outcome: "already_folded"},
			-18019998:     {Do: track17.Reject, Outcome: "rejected", Remedy: "unfold_it"},
		},
	}
}

// foldingVendor answers the made-up call: it folds a number once, and never
// one that is stiff.
func foldingVendor(t *testing.T) http.Handler {
	var mu sync.Mutex
	folded := map[string]bool{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/fold") {
			fmt.Fprint(w, `{"code":0,"data":{"quota_remain":100}}`)
			return
		}
		var items []struct{ Number string }
		require.NoError(t, json.NewDecoder(r.Body).Decode(&items))
		var accepted, rejected []string
		mu.Lock()
		defer mu.Unlock()
		for _, item := range items {
			switch {
			case strings.HasPrefix(item.Number, "STIFF"):
				rejected = append(rejected, fmt.Sprintf(`{"number":%q,"error":{"code":-18019998,"message":"too stiff"}}`, item.Number))
			case folded[item.Number]:
				rejected = append(rejected, fmt.Sprintf(`{"number":%q,"error":{"code":-18019999,"message":"folded"}}`, item.Number))
			default:
				folded[item.Number] = true
				accepted = append(accepted, fmt.Sprintf(`{"number":%q}`, item.Number))
			}
		}
		fmt.Fprintf(w, `{"code":0,"data":{"accepted":[%s],"rejected":[%s]}}`, strings.Join(accepted, ","), strings.Join(rejected, ","))
	})
}

func TestAFurtherOperationIsOneValue(t *testing.T) {
	r := workrig.New(t, redistest.Embedded(t), sandbox.Options{})
	front := httptest.NewServer(foldingVendor(t))
	defer front.Close()
	client := asynq.NewClientFromRedisClient(r.Redis)
	enqueue := func(number string) string {
		info, err := client.Enqueue(asynq.NewTask("tracking:fold", []byte(`{"number":"`+number+`"}`)), asynq.Queue("main-fold"))
		require.NoError(t, err)
		return info.ID
	}
	soft, stiff, again := enqueue("SOFT01"), enqueue("STIFF1"), enqueue("SOFT01")

	o := r.Options(r.Account("main", func(a *worker.Account) {
		a.Vendor = track17.NewClient(track17.Options{BaseURL: front.URL, Key: func() string { return "key" }})
	}))
	o.Operations = append(o.Operations, fold())
	stop := r.Work(o)
	got := r.Await("main", soft, stiff, again)
	stop()

	// No order is promised between two tasks of one number.
	require.ElementsMatch(t, []any{"folded", "already_folded"}, []any{got[soft][0]["outcome"], got[again][0]["outcome"]})
	require.Equal(t, "rejected", got[stiff][0]["outcome"])
	require.Equal(t, "unfold_it", got[stiff][0]["remedy"])
	require.Equal(t, "fold", got[stiff][0]["op"])
	failed, err := r.Redis.HExists(t.Context(), "trackreg:{main}:failures", "fold:0:STIFF1").Result()
	require.NoError(t, err)
	require.True(t, failed)
}
