package worker_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
	"github.com/trackreg/trackreg/worker/internal/workrig"
)

// ending is how a number ends that meets one row of 17TRACK's table.
type ending struct {
	outcome string // while the fault stands; "": none, the number waits blamelessly
	remedy  string
}

// matrixCase is one number of one account that meets one fault.
type matrixCase struct {
	name    string
	account string
	fault   sandbox.Fault
	last    bool // it has no attempt left
	want    ending
	task    string
}

// itemEndings is what DESIGN's verdict table says of one item, row by row. It
// is written out here once more, by hand, so that a change of the table shows.
func itemEndings() map[track17.Code]ending {
	wait := ending{}
	retry := ending{"exhausted", track17.RemedyTryLater}
	unexpected := ending{"rejected", track17.RemedyUnexpected}
	ends := map[track17.Code]ending{
		-18010001: wait, -18010002: wait, -18010004: wait, -18010005: wait,
		-18010003: retry,
		-18010010: {"rejected", track17.RemedyCompleteData},
		-18010011: {"rejected", track17.RemedyFixNumber},
		-18010012: {"rejected", track17.RemedyFixNumber},
		-18010013: {"rejected", track17.RemedyFixField},
		-18010014: retry, // again, until others have come through for long enough
		-18010015: {"rejected", track17.RemedyFixNumber},
		-18010016: {"rejected", track17.RemedyDropFinalCarrier},
		-18010018: {"rejected", track17.RemedyAddCountryPostal},
		-18010019: {"rejected", track17.RemedyAddPostalCode},
		-18010020: {"rejected", track17.RemedyAddPhone},
		-18019901: {"already_registered", ""},
		-18019903: {"rejected", track17.RemedyAddCarrier},
		-18019907: wait, -18019908: wait,
		-18019909: retry,
		-18019910: {"rejected", track17.RemedyFixCarrier},
		-18019911: {"exhausted", track17.RemedyCarrierUnavailable},
	}
	for _, code := range []track17.Code{-18010201, -18010202, -18010203, -18010204, -18010205, -18010206} {
		ends[code] = wait
	}
	for _, code := range []track17.Code{
		-18019902, -18019904, -18019905, -18019906, -18019801, -18019802, -18019803, -18019804,
		-18019805, -18019806, -18019807, -18019808, -18019809, -18019810, -18019811,
	} {
		ends[code] = unexpected
	}
	return ends
}

// callWaits are the codes that, for a whole call, blame the account and never a
// number. Every other one is in the end the number's own, if others pass.
func callWaits(code track17.Code) bool {
	switch code {
	case -18010001, -18010002, -18010004, -18010005, -18019907, -18019908:
		return true
	}
	return code <= -18010201 && code >= -18010299
}

// statusEndings is what the table says of a call that ends with an HTTP status.
func statusEndings() map[int]ending {
	wait := ending{}
	return map[int]ending{
		http.StatusUnauthorized:    wait,
		http.StatusNotFound:        wait,
		http.StatusTooManyRequests: wait,
		// A vendor that fails with one number while others pass fails for that number.
		http.StatusInternalServerError: {"exhausted", track17.RemedyTryLater},
		http.StatusServiceUnavailable:  {"exhausted", track17.RemedyTryLater},
	}
}

// matrix lists every row of the error table, for a whole call and for one item,
// at the first try and at the last.
func matrix() []*matrixCase {
	var cases []*matrixCase
	add := func(name string, fault sandbox.Fault, want ending) {
		for _, last := range []bool{false, true} {
			c := &matrixCase{name: name, fault: fault, last: last, want: want, account: fmt.Sprintf("m%d", len(cases))}
			if last {
				c.name += "/last attempt"
			}
			cases = append(cases, c)
		}
	}
	items := itemEndings()
	for code := range track17.Descriptions() {
		if code == track17.CodeSuccess {
			continue
		}
		add(fmt.Sprintf("item %d", code), sandbox.Fault{Act: sandbox.Reject, Code: code}, items[code])
		want := items[code]
		if callWaits(code) {
			want = ending{}
		}
		add(fmt.Sprintf("call %d", code), sandbox.Fault{Act: sandbox.Fail, Code: code, Status: http.StatusOK}, want)
	}
	for status, want := range statusEndings() {
		add("status "+strconv.Itoa(status), sandbox.Fault{Act: sandbox.Fail, Status: status}, want)
	}
	return cases
}

// accountsAtOnce is how many accounts a Redis serves in time on a busy machine, an embedded one too:
// each one's two asynq servers ask it for tasks ten times a second, by scripts.
const accountsAtOnce = 30

// TestFaultMatrix drives every row of the error table through a real pipeline
// to its documented end.
func TestFaultMatrix(t *testing.T) {
	if testing.Short() {
		t.Skip("two hundred accounts at once are not short")
	}
	for some := range slices.Chunk(matrix(), accountsAtOnce) {
		t.Run("from "+some[0].name, func(t *testing.T) { matrixRig{workrig.New(t, redistest.Embedded(t), sandbox.Options{})}.drive(some) })
	}
}

// matrixRig is where cases are driven.
type matrixRig struct{ *workrig.Rig }

// drive has one worker serve the accounts of the cases, and follows each to its end.
func (r matrixRig) drive(cases []*matrixCase) {
	var accounts []worker.Account
	for _, c := range cases {
		accounts = append(accounts, r.Account(c.account))
		r.prepare(c)
	}
	o := r.Options(accounts...)
	o.MaxAttempts, o.RequestsInFlight = 2, 1
	r.Work(o)
	for _, c := range cases {
		r.T.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := matrixRig{r.With(t)}
			switch {
			case c.want.outcome == "":
				r.requireBlameless(c)
			case c.want.remedy == track17.RemedyCarrierUnavailable && !c.last:
				r.requireDelayed(c)
			default:
				r.requireEnd(c)
			}
		})
	}
}

// prepare scripts the case's fault and enqueues its number, and one that will
// pass.
func (r matrixRig) prepare(c *matrixCase) {
	r.T.Helper()
	number := "FAULTY" + c.account
	c.fault.Name, c.fault.Key, c.fault.Number = c.account, "key-of-"+c.account, number
	require.NoError(r.T, r.Vendor.Script(c.fault))
	opts := []asynq.Option{asynq.MaxRetry(5)}
	if c.last {
		opts = []asynq.Option{asynq.MaxRetry(0)}
	}
	c.task = r.Foreign(c.account+"-live", `{"number":"`+number+`","carrier":3011}`, opts...)
	r.Foreign(c.account+"-live", `{"number":"GOOD01","carrier":3011}`)
}

// requireEnd waits for the end that the table gives. Good numbers keep coming
// meanwhile, as they do in life: a number is convicted of failing its calls
// only by others that pass.
func (r matrixRig) requireEnd(c *matrixCase) {
	var got []map[string]any
	for good := 0; len(got) == 0; good++ {
		require.Less(r.T, good, 200, "the number to come to its end")
		id := r.Foreign(c.account+"-live", fmt.Sprintf(`{"number":"BETTER%d","carrier":3011}`, good))
		r.Await(c.account, id)
		got = r.Outcomes(c.account)[c.task]
	}
	require.Len(r.T, got, 1)
	require.Equal(r.T, c.want.outcome, got[0]["outcome"], got[0])
	require.Equal(r.T, c.want.remedy, got[0]["remedy"], got[0])
	if c.last && c.want.outcome == "exhausted" {
		require.Equal(r.T, "1", got[0]["attempts"], "a MaxRetry(0) task has one attempt")
	}
}

// requireDelayed waits for the number to be set aside for six hours, charged.
func (r matrixRig) requireDelayed(c *matrixCase) {
	inspector := asynq.NewInspectorFromRedisClient(r.Redis)
	require.Eventually(r.T, func() bool {
		info, err := inspector.GetTaskInfo(c.account+"-live", c.task)
		return err == nil && info.State == asynq.TaskStateRetry && info.Retried == 1 && time.Until(info.NextProcessAt) > 5*time.Hour
	}, workrig.Patience, workrig.PollEvery, "the number to wait for six hours")
}

// requireBlameless waits until the vendor has answered with the fault, lifts
// it, and sees the number registered without an attempt charged.
func (r matrixRig) requireBlameless(c *matrixCase) {
	require.Eventually(r.T, func() bool { return r.struck(c) > 0 }, workrig.Patience, workrig.PollEvery, "the fault to strike")
	require.Empty(r.T, r.Outcomes(c.account)[c.task], "an outcome while the account is at fault")
	r.Vendor.Clear(c.account)
	g := gate.New(r.Redis, "trackreg:{"+c.account+"}:gate", gate.Options{})
	var got []map[string]any
	require.EventuallyWithT(r.T, func(collect *assert.CollectT) {
		// A person asks for a probe, or the test would take the hour that
		// some latches wait.
		_, err := g.Resume(r.T.Context())
		require.NoError(collect, err)
		byTask, err := r.ReadOutcomes(c.account)
		require.NoError(collect, err)
		got = byTask[c.task]
		require.NotEmpty(collect, got)
	}, workrig.Patience, workrig.PollEvery, "the number to be registered once the fault is gone")
	require.Equal(r.T, "registered", got[0]["outcome"], got[0])
	require.Equal(r.T, "0", got[0]["attempts"], "what is the account's fault costs no attempt")
}

// struck is how often the case's fault has struck.
func (r matrixRig) struck(c *matrixCase) int {
	for _, f := range r.Vendor.Faults() {
		if f.Name == c.account {
			return f.Struck
		}
	}
	return 0
}
