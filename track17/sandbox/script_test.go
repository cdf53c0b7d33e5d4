package sandbox_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
)

// fail is a fault that is easy to see.
var fail = sandbox.Fault{Act: sandbox.Fail, Status: 503}

func TestFaultForTheNextCalls(t *testing.T) {
	v := start(t, sandbox.Options{})
	fault := fail
	fault.Times = 2
	require.NoError(t, v.Script(fault))
	require.Equal(t, []int{503, 503, 200}, []int{v.register(s10(1)).status, v.getQuota().status, v.register(s10(1)).status})
	require.Empty(t, v.Faults())
	require.EqualValues(t, 2, v.Summary(key).Faults)
}

func TestFaultOfOneKeyAndOneCall(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	require.NoError(t, server.Script(sandbox.Fault{Act: sandbox.Fail, Status: 503, Key: "a", Call: "getquota"}))
	require.Equal(t, 503, direct(server, "a", "getquota", "[]").Code)
	require.Equal(t, 200, direct(server, "a", "register", list(s10(1))).Code)
	require.Equal(t, 200, direct(server, "b", "getquota", "[]").Code)
}

func TestFaultWhileACallHoldsANumber(t *testing.T) {
	v := start(t, sandbox.Options{})
	require.NoError(t, v.Script(sandbox.Fault{Act: sandbox.Fail, Status: 500, Number: "rr000000007cn"}))
	require.Equal(t, 500, v.register(s10s(1, 7)...).status)
	require.Equal(t, 200, v.register(s10s(1, 6)...).status)
	require.Equal(t, 500, v.register(s10(7)).status)
}

func TestFaultByPrefixSizeAndMost(t *testing.T) {
	v := start(t, sandbox.Options{})
	require.NoError(t, v.Script(
		sandbox.Fault{Act: sandbox.Fail, Code: -18010014, MinSize: 5},
		sandbox.Fault{Act: sandbox.Omit, Number: "RR00000001*", Most: 2}))
	require.EqualValues(t, -18010014, v.register(s10s(1, 5)...).Code)
	got := v.register(s10(10), s10(1), s10(11), s10(12))
	require.Len(t, got.Data.Accepted, 2)
	require.Equal(t, s10(1), got.Data.Accepted[0].Number)
	require.Equal(t, s10(12), got.Data.Accepted[1].Number)
}

func TestFaultByChanceRepeatsFromRunToRun(t *testing.T) {
	run := func() (statuses []int) {
		server := sandbox.New(sandbox.Options{Seed: 7})
		require.NoError(t, server.Script(sandbox.Fault{Act: sandbox.Fail, Status: 503, Probability: 0.25}))
		for range 400 {
			statuses = append(statuses, direct(server, key, "getquota", "[]").Code)
		}
		require.InDelta(t, 100, server.Summary(key).ByStatus[503], 40)
		return statuses
	}
	require.Equal(t, run(), run())
}

func TestFirstWholeFaultWinsAndSparesTheOthers(t *testing.T) {
	v := start(t, sandbox.Options{})
	require.NoError(t, v.Script(
		sandbox.Fault{Act: sandbox.Fail, Status: 500, Times: 1},
		sandbox.Fault{Act: sandbox.Fail, Status: 503, Times: 1},
		sandbox.Fault{Act: sandbox.Reject, Code: -18010003, Times: 1}))
	require.Equal(t, 500, v.register("SBX1XHTTP404").status)
	require.Equal(t, 503, v.register("SBX1XHTTP404").status)
	require.Equal(t, 404, v.register("SBX1XHTTP404").status)
	require.EqualValues(t, -18010003, v.rejection("SBX1XHTTP404"), "an item's fault waits for a call that is carried out")
	require.Empty(t, v.rejections("SBX1XHTTP404"))
}

func TestClearByName(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	named := fail
	named.Name = "mine"
	require.NoError(t, server.Script(fail, named, fail))
	require.Equal(t, 1, server.Clear("mine", "nobody's"))
	require.Equal(t, 2, server.Clear())
	require.Equal(t, 200, direct(server, key, "getquota", "[]").Code)
}

func TestFaultsThatAreWrong(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	for text, fault := range map[string]sandbox.Fault{
		`act "" is unknown: use one of both, `: {},
		`moment "then" is unknown`:             {Act: sandbox.Cut, Moment: "then"},
		`place "there" is unknown`:             {Act: sandbox.Fail, Code: -1, Place: "there"},
		`call "push" is not simulated`:         {Act: sandbox.Cut, Call: "push"},
		`probability 2 must lie`:               {Act: sandbox.Cut, Probability: 2},
		`must not be negative`:                 {Act: sandbox.Cut, Times: -1},
		`status 99 must lie`:                   {Act: sandbox.Fail, Status: 99},
		`fail needs a code`:                    {Act: sandbox.Fail},
		`reject needs a code`:                  {Act: sandbox.Reject},
	} {
		err := server.Script(fail, fault)
		require.ErrorContains(t, err, text)
		require.ErrorContains(t, err, "fault 2: ")
	}
	require.Empty(t, server.Faults(), "none is added if one is wrong")
}
