package track17

import (
	"testing"
)

// Whatever is answered: no panic, and every item has exactly one of an
// acceptance, a fault of its own, or a fault of the call.
func FuzzDecodeAnswer(f *testing.F) {
	for _, seed := range []string{
		oneAccepted,
		`{"code":0,"data":{"accepted":[{"number":"a1234 ","carrier":"7"}],"rejected":[{"number":"A1234","error":{"code":"-18010012","message":"The format of 'A1234' is invalid."}}]}}`,
		`{"code":-18010002,"data":{"errors":[{"code":-18010002,"message":"Invalid security key."}]}}`,
		`{"code":429}`, `{"data":null}`, `[]`, `null`, `"`, `{"code":{"code":[1]}}`, `<html>`,
		`{"code":0,"data":{"rejected":[{"number":"A1234","error":{"code":-18019908}},{"number":"A1234","carrier":3011,"error":{"code":-18019908}},{"number":"B5","error":{"code":-18019908}}]}}`,
	} {
		f.Add(200, []byte(seed))
	}
	f.Add(503, []byte("busy"))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		answer := answerTo(status, string(body), `{"number":"A1234"}`, `{"number":"a1234","carrier":3011}`, `{"number":"B5"}`, `{}`)
		op := Register()
		if answer.Fault != nil {
			op.Judge(Call, *answer.Fault)
			Explain(*answer.Fault, op.Convict(*answer.Fault))
			return
		}
		for i, item := range answer.Items {
			if item.Accepted == (item.Fault != nil) {
				t.Fatalf("item %d: accepted %v, fault %v", i, item.Accepted, item.Fault)
			}
			if item.Fault != nil && Explain(*item.Fault, op.Judge(Item, *item.Fault)) == "" {
				t.Fatalf("item %d: nothing to say about %v", i, item.Fault)
			}
		}
	})
}

// Whatever is answered: no panic, and no count below zero but what remains.
func FuzzDecodeQuota(f *testing.F) {
	for _, seed := range []string{
		`{"code":0,"data":{"quota_total":10,"quota_used":"4","quota_remain":-6,"today_used":1.0,"max_track_daily":0}}`,
		`{"code":0,"data":{"quota_total":1e300,"quota_used":null}}`, `{"code":0,"data":[]}`, `{}`, `x`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		quota, fault := decodeQuota(reply{status: 200, retryAfter: NoRetryAfter, body: body})
		if fault == nil && quota.Given == 0 {
			t.Fatal("a quota of nothing")
		}
		if min(quota.Total, quota.Used, quota.TodayUsed, quota.MaxDaily, quota.EmailFree, quota.EmailUsed) < 0 {
			t.Fatalf("a count below zero: %+v", quota)
		}
		if left, ok := quota.Left(); ok && left < 0 {
			t.Fatalf("%d left", left)
		}
	})
}
