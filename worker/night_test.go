package worker_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
)

// The tests in this file are the nights when everything goes wrong, on a
// virtual clock: each ends with every number accounted for, and none blamed.

func TestADrainedAccountWaitsForQuota(t *testing.T) {
	long(t)
	o := sandbox.DefaultOptions()
	o.Quota = 50
	virtually(t, o, func(w *world) {
		ids := w.good("main-bulk", 100)
		w.Work(w.defaults(w.main()))
		w.pass(20 * time.Second)
		require.Len(w.T, w.Outcomes("main"), 50, "part of a call is accepted when the quota runs out in it")
		require.True(w.T, w.paused("main-bulk"))
		require.True(w.T, w.paused("main-live"))
		state, err := w.gate().Read(w.T.Context())
		require.NoError(w.T, err)
		require.Equal(w.T, gate.QuotaDrained, state.Spend.Reason)

		total := int64(1000)
		require.NoError(w.T, w.Vendor.SetQuota("a-key", sandbox.QuotaChange{Total: &total}))
		got := w.within(11*time.Minute, ids...)
		w.requireAll(got, "registered", ids)
		require.Equal(w.T, 1, w.Vendor.Summary("a-key").MostCharged)
		w.pass(3 * time.Second)
		require.False(w.T, w.paused("main-bulk"), "our own pause is undone")
	})
}

func TestADailyLimitWaitsForTheNextDay(t *testing.T) {
	long(t)
	o := sandbox.DefaultOptions()
	o.MaxDaily = 60
	virtually(t, o, func(w *world) {
		w.pass(23*time.Hour + 50*time.Minute) // synctest begins at midnight
		ids := w.good("main-bulk", 100)
		w.Work(w.defaults(w.main()))
		w.pass(30 * time.Second)
		require.Len(w.T, w.Outcomes("main"), 60)
		require.True(w.T, w.paused("main-bulk"))
		got := w.within(25*time.Minute, ids...)
		w.requireAll(got, "registered", ids)
	})
}

func TestANewKeyIsTakenUpAtOnce(t *testing.T) {
	o := sandbox.DefaultOptions()
	o.Keys = []string{"the-new-key"}
	virtually(t, o, func(w *world) {
		ids := w.good("main-live", 10)
		w.Work(w.defaults(w.main()))
		w.pass(20 * time.Second)
		state, err := w.gate().Read(w.T.Context())
		require.NoError(w.T, err)
		require.Equal(w.T, gate.Held, state.Account.Reason)
		require.Contains(w.T, state.Account.Why, "key")
		require.Empty(w.T, w.Outcomes("main"))

		w.changeKey("the-new-key")
		got := w.within(5*time.Second, ids...)
		w.requireAll(got, "registered", ids)
	})
}

func TestAThrottledAccountObeysRetryAfter(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{
			Act: sandbox.Fail, Call: "register", Status: http.StatusTooManyRequests, RetryAfter: "120", Times: 1,
		}))
		ids := w.good("main-bulk", 80)
		w.Work(w.defaults(w.main()))
		w.pass(60 * time.Second)
		require.Empty(w.T, w.Outcomes("main"))
		require.True(w.T, w.paused("main-bulk"), "a wait of two minutes shows in asynqmon")
		calls := w.Vendor.Summary("a-key").Calls
		w.pass(50 * time.Second)
		require.Equal(w.T, calls, w.Vendor.Summary("a-key").Calls, "no call goes while the gate is closed")
		got := w.within(30*time.Second, ids...)
		w.requireAll(got, "registered", ids)
	})
}

func TestTheReserveIsForLiveNumbers(t *testing.T) {
	o := sandbox.DefaultOptions()
	o.Quota = 100
	virtually(t, o, func(w *world) {
		bulk := w.good("main-bulk", 80)
		w.Work(w.defaults(w.main(func(a *worker.Account) { a.QuotaReserve = 50 })))
		w.pass(30 * time.Second)
		require.Len(w.T, w.Outcomes("main"), 50, "bulk stops at the reserve")
		require.True(w.T, w.paused("main-bulk"))
		require.False(w.T, w.paused("main-live"))
		live := w.good("main-live", 30)
		w.requireAll(w.within(5*time.Second, live...), "registered", live)
		w.pass(time.Minute)
		require.Len(w.T, w.Outcomes("main"), 80)
		require.Zero(w.T, leftIn(w, bulk)-30, "thirty bulk numbers still wait")
	})
}

// leftIn counts the tasks that have no outcome yet.
func leftIn(w *world, tasks []string) int {
	got, left := w.Outcomes("main"), 0
	for _, id := range tasks {
		if len(got[id]) == 0 {
			left++
		}
	}
	return left
}

func TestANumberThatIsPutOffForEverKeepsNobodyOut(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{
			Act: sandbox.Reject, Call: "register", Number: "BAD0001", Code: track17.CodeTooManyNumbers,
		}))
		bad := w.Foreign("main-bulk", `{"number":"BAD0001","carrier":3011}`, asynq.MaxRetry(0))
		good := w.good("main-bulk", 400)
		w.Work(w.defaults(w.main()))
		w.requireAll(w.within(20*time.Second, good...), "registered", good)
		state, err := w.gate().Read(w.T.Context())
		require.NoError(w.T, err)
		require.Equal(w.T, 40, state.Size, "calls of 39 went through")
		require.Equal(w.T, "exhausted", w.within(time.Second, bad)[bad][0]["outcome"])
	})
}

func TestALoneNumberThatIsPutOffIsASuspect(t *testing.T) {
	long(t)
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{
			Act: sandbox.Reject, Call: "register", Number: "BAD0001", Code: track17.CodeTooManyNumbers,
		}))
		bad := w.Foreign("main-live", `{"number":"BAD0001","carrier":3011}`, asynq.MaxRetry(0))
		w.Work(w.defaults(w.main()))
		w.pass(10 * time.Minute)
		require.Empty(w.T, w.Outcomes("main"), "nothing else has succeeded since")
		good := w.good("main-live", 1)
		w.requireAll(w.within(10*time.Second, good...), "registered", good)
		require.Equal(w.T, "exhausted", w.within(10*time.Second, bad)[bad][0]["outcome"])
	})
}

func TestAHandPausesAndResumes(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		_, err := w.gate().Pause(w.T.Context(), "maintenance")
		require.NoError(w.T, err)
		ids := w.good("main-live", 10)
		w.Work(w.defaults(w.main()))
		w.pass(5 * time.Minute)
		require.Empty(w.T, w.Outcomes("main"))
		require.True(w.T, w.paused("main-live"))
		_, err = w.gate().Resume(w.T.Context())
		require.NoError(w.T, err)
		w.requireAll(w.within(5*time.Second, ids...), "registered", ids)
	})
}

func TestAPauseByAnotherHandIsNeverUndone(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		bulk := w.good("main-bulk", 10)
		require.NoError(w.T, asynq.NewInspectorFromRedisClient(w.Redis).PauseQueue("main-bulk"))
		stop := w.Work(w.defaults(w.main()))
		_, err := w.gate().Pause(w.T.Context(), "")
		require.NoError(w.T, err)
		w.pass(10 * time.Second)
		_, err = w.gate().Resume(w.T.Context())
		require.NoError(w.T, err)
		w.pass(10 * time.Second)
		require.True(w.T, w.paused("main-bulk"))
		stop()
		require.True(w.T, w.paused("main-bulk"))
		require.Len(w.T, bulk, leftIn(w, bulk))
	})
}

func TestAWorkerThatDiesPausingResumesNothing(t *testing.T) {
	marked := "hset trackreg:{main}:paused_by_us"
	for name, fatal := range map[string]func(redistest.Moment, string) bool{
		"between the mark and the pause": nth(1, redistest.After, marked),
		"between the pause and its mark": nth(2, redistest.Before, marked),
	} {
		t.Run(name, func(t *testing.T) {
			virtually(t, sandbox.DefaultOptions(), func(w *world) {
				_, err := w.gate().Pause(w.T.Context(), "maintenance")
				require.NoError(w.T, err)
				ids := w.good("main-live", 10)
				w.workUntil(fatal)
				w.Work(w.defaults(w.main()))
				w.pass(time.Minute)
				state, err := w.gate().Read(w.T.Context())
				require.NoError(w.T, err)
				require.True(w.T, state.Account.Closed(), "the pause is a hand's, and nobody unpaused anything")
				require.True(w.T, w.paused("main-live"))
				_, err = w.gate().Resume(w.T.Context())
				require.NoError(w.T, err)
				w.requireAll(w.within(10*time.Second, ids...), "registered", ids)
				w.pass(3 * time.Second)
				require.False(w.T, w.paused("main-live"), "our own pause is undone")
			})
		})
	}
}

func TestUnpausingByHandProbesAtOnce(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{
			Name: "closed", Act: sandbox.Fail, Call: "register", Status: http.StatusUnauthorized,
		}))
		ids := w.good("main-live", 10)
		w.Work(w.defaults(w.main()))
		w.pass(10 * time.Second)
		require.True(w.T, w.paused("main-live"))
		w.Vendor.Clear("closed")
		require.NoError(w.T, asynq.NewInspectorFromRedisClient(w.Redis).UnpauseQueue("main-live"))
		w.requireAll(w.within(5*time.Second, ids...), "registered", ids)
	})
}

func TestAPauseCostsForeignTasksNothing(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		stop := w.Work(w.defaults(w.main()))
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{
			Name: "closed", Act: sandbox.Fail, Call: "register", Status: http.StatusForbidden,
		}))
		ids := append(w.good("main-live", 50, asynq.MaxRetry(0)),
			w.good("main-live", 50, asynq.MaxRetry(0), asynq.Timeout(10*time.Second))...)
		ids = append(ids, w.good("main-bulk", 50, asynq.Timeout(20*time.Second))...)
		w.pass(3 * time.Minute)
		require.Empty(w.T, w.Outcomes("main"))
		w.Vendor.Clear("closed")
		_, err := w.gate().Resume(w.T.Context())
		require.NoError(w.T, err)
		w.requireAll(w.within(5*time.Minute, ids...), "registered", ids)
		stop()
	})
}

func TestADeadlineThatPassesWhileWaitingExpires(t *testing.T) {
	long(t)
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		before := w.good("main-live", 5, asynq.Deadline(time.Now().Add(-time.Minute)))
		_, err := w.gate().Pause(w.T.Context(), "")
		require.NoError(w.T, err)
		w.Work(w.defaults(w.main()))
		w.pass(time.Minute)
		waiting := w.good("main-live", 5, asynq.Deadline(time.Now().Add(30*time.Second)))
		patient := w.good("main-live", 5, asynq.Deadline(time.Now().Add(time.Hour)))
		w.pass(2 * time.Minute)
		_, err = w.gate().Resume(w.T.Context())
		require.NoError(w.T, err)
		got := w.within(15*time.Minute, append(append(before, waiting...), patient...)...)
		w.requireAll(got, "expired", append(before, waiting...))
		w.requireAll(got, "registered", patient)
		w.pass(5 * time.Minute)
		for _, id := range append(before, waiting...) {
			require.Len(w.T, w.Outcomes("main")[id], 1, "an expired task does not come round again")
			require.Nil(w.T, w.SettledTask("main-live", id), "its task is deleted")
		}
	})
}

func TestADeadlineThatPassesDuringTheCallIsNoExpiry(t *testing.T) {
	long(t)
	o := sandbox.DefaultOptions()
	o.Service = sandbox.Span{Min: 20 * time.Second, Max: 20 * time.Second}
	virtually(t, o, func(w *world) {
		w.Work(w.defaults(w.main()))
		w.pass(time.Minute)
		ids := w.good("main-live", 5, asynq.Deadline(time.Now().Add(10*time.Second)))
		ids = append(ids, w.good("main-live", 5, asynq.Deadline(time.Now().Add(10*time.Second)), asynq.MaxRetry(0))...)
		got := w.within(time.Minute, ids...)
		w.requireAll(got, "registered", ids)
		w.pass(5 * time.Minute)
		w.requireAll(w.Outcomes("main"), "registered", ids)
		for _, id := range ids {
			require.Nil(w.T, w.SettledTask("main-live", id), "the task that was left over is deleted")
		}
	})
}

func TestAStopGivesEveryWaitingNumberBack(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		_, err := w.gate().Pause(w.T.Context(), "")
		require.NoError(w.T, err)
		stop := w.Work(w.defaults(w.main()))
		ids := append(w.good("main-live", 200, asynq.MaxRetry(0)), w.good("main-bulk", 200)...)
		w.pass(3 * time.Second)
		start := time.Now()
		stop()
		require.Less(w.T, time.Since(start), 5*time.Second)
		counts, err := queue.ReadCounts(w.T.Context(), w.Redis, "main-live", "main-bulk")
		require.NoError(w.T, err)
		for _, c := range counts {
			require.EqualValues(w.T, 200, c.Pending, c.Queue)
			require.Zero(w.T, c.Archived+c.Retry+c.Active, c.Queue)
		}
		_, err = w.gate().Resume(w.T.Context())
		require.NoError(w.T, err)
		w.Work(w.defaults(w.main()))
		w.requireAll(w.within(time.Minute, ids...), "registered", ids)
	})
}

func TestAStopLetsCallsInFlightEnd(t *testing.T) {
	o := sandbox.DefaultOptions()
	o.Service = sandbox.Span{Min: 25 * time.Second, Max: 25 * time.Second}
	virtually(t, o, func(w *world) {
		stop := w.Work(w.defaults(w.main()))
		w.pass(30 * time.Second)
		ids := w.good("main-live", 40)
		w.pass(2 * time.Second)
		start := time.Now()
		stop()
		require.Less(w.T, time.Since(start), 45*time.Second)
		w.requireAll(w.Outcomes("main"), "registered", ids)
	})
}

func TestANumberThatTheVendorFailsOnKeepsNobodyOut(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		bad := w.Foreign("main-bulk", `{"number":"SBXHTTP500-1","carrier":3011}`)
		ids := w.good("main-bulk", 400)
		w.Work(w.defaults(w.main()))
		w.requireAll(w.within(time.Minute, ids...), "registered", ids)
		require.Empty(w.T, w.Outcomes("main")[bad])
	})
}

func TestPoisonousNumbersAreFoundInFewCalls(t *testing.T) {
	for poisonous, most := range map[int]int64{1: 14, 3: 26} {
		t.Run(fmt.Sprintf("%d of 40", poisonous), func(t *testing.T) {
			virtually(t, sandbox.DefaultOptions(), func(w *world) {
				ids := w.good("main-bulk", 40-poisonous)
				var bad []string
				for i := range poisonous {
					bad = append(bad, w.Foreign("main-bulk", fmt.Sprintf(`{"number":"SBXCALL18010013-%d"}`, i)))
				}
				w.Work(w.defaults(w.main()))
				got := w.within(time.Minute, append(ids, bad...)...)
				w.requireAll(got, "registered", ids)
				for _, id := range bad {
					require.Equal(w.T, "rejected", got[id][0]["outcome"])
				}
				summary := w.Vendor.Summary("a-key")
				require.LessOrEqual(w.T, summary.Calls-int64(summary.ByCall["getquota"]), most)
			})
		})
	}
}

func TestACallThatFailsForEveryBatchIsAHold(t *testing.T) {
	long(t)
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{
			Name: "broken", Act: sandbox.Fail, Call: "register", Code: track17.CodeDataMissing, Status: http.StatusOK,
		}))
		ids := w.good("main-bulk", 400)
		w.Work(w.defaults(w.main()))
		w.pass(2 * time.Minute)
		require.Empty(w.T, w.Outcomes("main"), "nobody is rejected for what every call meets")
		state, err := w.gate().Read(w.T.Context())
		require.NoError(w.T, err)
		require.Equal(w.T, gate.Held, state.Account.Reason)
		w.Vendor.Clear("broken")
		w.requireAll(w.within(5*time.Minute, ids...), "registered", ids)
	})
}

func TestAttemptsAreSpentOneByOne(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		id := w.Foreign("main-live", `{"number":"SBX18019909-1"}`)
		o := w.defaults(w.main())
		o.MaxAttempts, o.RetryMin, o.RetryMax = 4, 10*time.Second, 20*time.Second
		w.Work(o)
		got := w.within(2*time.Minute, id)[id]
		require.Len(w.T, got, 1)
		require.Equal(w.T, "exhausted", got[0]["outcome"])
		require.Equal(w.T, "retryable", got[0]["class"])
		require.Equal(w.T, "4", got[0]["attempts"])
		require.Equal(w.T, "-18019909", got[0]["code"])
	})
}

func TestACarrierThatIsRefusedIsTriedFourTimes(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		id := w.Foreign("main-live", `{"number":"SBX18019911-1"}`)
		for try := range 4 {
			stop := w.Work(w.defaults(w.main()))
			w.pass(30 * time.Second)
			stop()
			require.Len(w.T, w.Outcomes("main")[id], try/3)
			w.pass(6 * time.Hour)
		}
		require.Equal(w.T, "exhausted", w.Outcomes("main")[id][0]["outcome"])
		require.Equal(w.T, "4", w.Outcomes("main")[id][0]["attempts"])
	})
}

func TestAnAnswerThatNeverCameIsAskedForAgain(t *testing.T) {
	for _, act := range []sandbox.Act{sandbox.Cut, sandbox.Truncate, sandbox.Hang, sandbox.HTML} {
		t.Run(string(act), func(t *testing.T) {
			virtually(t, sandbox.DefaultOptions(), func(w *world) {
				require.NoError(w.T, w.Vendor.Script(sandbox.Fault{Act: act, Call: "register", Times: 1}))
				ids := w.good("main-bulk", 40)
				w.Work(w.defaults(w.main()))
				got := w.within(2*time.Minute, ids...)
				w.requireAll(got, "already_registered", ids)
				require.Equal(w.T, 1, w.Vendor.Summary("a-key").MostCharged)
			})
		})
	}
}

func TestAVendorThatTakesHalfAMinuteIsKeptBusy(t *testing.T) {
	long(t)
	o := sandbox.DefaultOptions()
	o.Service = sandbox.Span{Min: 30 * time.Second, Max: 30 * time.Second}
	virtually(t, o, func(w *world) {
		ids := w.good("main-bulk", 1280)
		w.Work(w.defaults(w.main()))
		got := w.within(2*time.Minute, ids...)
		w.requireAll(got, "registered", ids)
		require.GreaterOrEqual(w.T, w.Vendor.Summary("a-key").BySize[40], 30, "the calls are full")
	})
}

func TestOldFailuresAreForgotten(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		id := w.Foreign("main-live", `{"number":"SBX18010019-1"}`)
		stop := w.Work(w.defaults(w.main()))
		w.within(time.Minute, id)
		stop()
		failures := queue.NewFailures(w.Redis, "main")
		count := func() int64 {
			n, err := failures.Len(w.T.Context())
			require.NoError(w.T, err)
			return n
		}
		w.pass(25 * time.Hour)
		stop = w.Work(w.defaults(w.main(func(a *worker.Account) { a.FailuresKeep = 48 * time.Hour })))
		w.pass(10 * time.Second)
		stop()
		require.EqualValues(w.T, 1, count())
		w.pass(25 * time.Hour)
		w.Work(w.defaults(w.main(func(a *worker.Account) { a.FailuresKeep = 48 * time.Hour })))
		w.pass(10 * time.Second)
		require.Zero(w.T, count())
	})
}

// TestPersonalDataLeavesWhatIsKept after personal_data_keep: the failure, the refused entry and
// asynq's archive.
func TestPersonalDataLeavesWhatIsKept(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		ctx := w.T.Context()
		id := w.Foreign("main-live", `{"number":"SBX18010019-1","carrier":3011,"destination_postal_code":"10115 Roe","consignee":"Jane Roe","_ref":"o-7","x":{"y":"Roe"}}`)
		add := func(values ...any) {
			require.NoError(w.T, w.Redis.XAdd(ctx, &redis.XAddArgs{Stream: "trackreg:{main}:in", Values: values}).Err())
		}
		add("number", "1.2E+17", "consignee", "Jane Roe", "redacted", "1")
		add("payload", `{"number":"RR123456785CN","carrier":"Roe","remark":"for Roe"}`)
		keep := func(a *worker.Account) { a.PersonalDataKeep = 48 * time.Hour }
		work := func() func() {
			o := w.defaults(w.main(keep))
			o.Inlet = true
			return w.Work(o)
		}
		stop := work()
		w.within(time.Minute, id)
		for range 2 {
			stop()
			require.Contains(w.T, fmt.Sprint(redistest.Texts(w.T, w.Redis)), "Roe", "not yet")
			w.pass(25 * time.Hour)
			stop = work()
			w.pass(10 * time.Second)
		}
		stop()
		for key, all := range redistest.Texts(w.T, w.Redis) {
			for _, text := range all {
				require.NotContains(w.T, text, "Roe", key)
			}
		}
		failed, err := queue.NewFailures(w.Redis, "main").Get(ctx, "register:3011:SBX18010019-1")
		require.NoError(w.T, err)
		f := failed["register:3011:SBX18010019-1"]
		require.JSONEq(w.T, `{"number":"SBX18010019-1","carrier":3011,"_ref":"o-7"}`, string(f.Payload))
		require.Equal(w.T, -18010019, f.Code)
		require.Equal(w.T, "add_postal_code", f.Remedy)
		refused, err := w.Redis.XRange(ctx, "trackreg:{main}:in:refused", "-", "+").Result()
		require.NoError(w.T, err)
		require.Len(w.T, refused, 2)
		require.Equal(w.T, "RR123456785CN", refused[1].Values["number"])
		require.NotContains(w.T, refused[0].Values, "consignee", "no producer exempts himself")
		require.Contains(w.T, refused[1].Values["reason"], "is not a carrier's code")
	})
}

func TestASmallerBatchSizeIsTakenUp(t *testing.T) {
	o := sandbox.DefaultOptions()
	o.Limit = 20
	virtually(t, o, func(w *world) {
		ids := w.good("main-bulk", 400)
		w.Work(w.defaults(w.main()))
		w.requireAll(w.within(time.Minute, ids...), "registered", ids)
		state, err := w.gate().Read(w.T.Context())
		require.NoError(w.T, err)
		require.Equal(w.T, 20, state.Size)
	})
}
