package sandbox_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// bySpellAndScript runs a test of a fault twice: asked for by a magic number,
// and by script. The number it is given brings the fault about.
func bySpellAndScript(t *testing.T, number string, fault sandbox.Fault, test func(t *testing.T, v *vendor, number string)) {
	t.Run("magic", func(t *testing.T) { test(t, start(t, sandbox.Options{}), number) })
	t.Run("script", func(t *testing.T) {
		v := start(t, sandbox.Options{})
		fault.Number = s10(1)
		require.NoError(t, v.Script(fault))
		test(t, v, s10(1))
	})
}

// requireRegistered says that a call's numbers were, or were not, carried out.
func (v *vendor) requireRegistered(count int) {
	v.tb.Helper()
	require.EqualValues(v.tb, count, v.Summary(key).Registrations)
	require.EqualValues(v.tb, count, v.Summary(key).Units)
}

func TestCut(t *testing.T) {
	bySpellAndScript(t, "SBXCUT-1", sandbox.Fault{Act: sandbox.Cut}, func(t *testing.T, v *vendor, number string) {
		_, err := v.call("/track/v2.4/register", key, list(s10(9), number))
		require.ErrorIs(t, err, io.EOF)
		v.requireRegistered(2)
		require.Equal(t, 1, v.Summary(key).ByStatus[0])
	})
}

func TestCutBeforeTheCallIsCarriedOut(t *testing.T) {
	v := start(t, sandbox.Options{})
	require.NoError(t, v.Script(sandbox.Fault{Act: sandbox.Cut, Moment: sandbox.Before}))
	_, err := v.call("/track/v2.4/register", key, list(s10(1)))
	require.ErrorIs(t, err, io.EOF)
	v.requireRegistered(0)
}

func TestTruncate(t *testing.T) {
	bySpellAndScript(t, "SBXTRUNC-1", sandbox.Fault{Act: sandbox.Truncate}, func(t *testing.T, v *vendor, number string) {
		got, err := v.call("/track/v2.4/register", key, list(number))
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.Equal(t, 200, got.status)
		require.True(t, strings.HasPrefix(got.text, `{"code":0,"data":{"acc`), got.text)
		v.requireRegistered(1)
	})
}

func TestHTML(t *testing.T) {
	bySpellAndScript(t, "SBXHTML-1", sandbox.Fault{Act: sandbox.HTML}, func(t *testing.T, v *vendor, number string) {
		got := v.register(number)
		require.Equal(t, 200, got.status)
		require.Contains(t, got.header.Get("Content-Type"), "text/html")
		require.Contains(t, got.text, "<html>")
		v.requireRegistered(1)
	})
}

func TestRedirect(t *testing.T) {
	bySpellAndScript(t, "SBXREDIRECT-1", sandbox.Fault{Act: sandbox.Redirect}, func(t *testing.T, v *vendor, number string) {
		got := v.register(number)
		require.Equal(t, 302, got.status)
		require.Equal(t, "/track/elsewhere", got.header.Get("Location"))
		v.requireRegistered(0)
	})
}

func TestRetryAfter(t *testing.T) {
	fault := sandbox.Fault{Act: sandbox.Fail, Status: 429, RetryAfter: "7"}
	bySpellAndScript(t, "SBXWAIT007-1", fault, func(t *testing.T, v *vendor, number string) {
		got := v.register(number)
		require.Equal(t, 429, got.status)
		require.Equal(t, "7", got.header.Get("Retry-After"))
		v.requireRegistered(0)
	})
	v := start(t, sandbox.Options{})
	require.NoError(t, v.Script(sandbox.Fault{Act: sandbox.Fail, Status: 503, RetryAfter: "tomorrow, perhaps"}))
	require.Equal(t, "tomorrow, perhaps", v.register(s10(1)).header.Get("Retry-After"))
}

func TestLost(t *testing.T) {
	fault := sandbox.Fault{Act: sandbox.Fail, Status: 500, Moment: sandbox.After}
	bySpellAndScript(t, "SBXLOST500-1", fault, func(t *testing.T, v *vendor, number string) {
		require.Equal(t, 500, v.register(number).status)
		v.requireRegistered(1)
	})
}

func TestRaw(t *testing.T) {
	v := start(t, sandbox.Options{})
	require.NoError(t, v.Script(
		sandbox.Fault{Act: sandbox.Raw, Body: `{"code":0,"data":{"quota_remain":-5}}`, Call: "getquota"},
		sandbox.Fault{Act: sandbox.Raw, Status: 202}))
	require.EqualValues(t, -5, v.getQuota().Data.Remain)
	got := v.register(s10(1))
	require.Equal(t, 202, got.status)
	require.Empty(t, got.text)
	v.requireRegistered(0)
}

func TestEndless(t *testing.T) {
	bySpellAndScript(t, "SBXENDLESS-1", sandbox.Fault{Act: sandbox.Endless}, func(t *testing.T, v *vendor, number string) {
		request, err := http.NewRequest(http.MethodPost, v.url+"/track/v2.4/register", strings.NewReader(list(number)))
		require.NoError(t, err)
		request.Header.Set("17token", key)
		response, err := v.client.Do(request)
		require.NoError(t, err)
		read, err := io.CopyN(io.Discard, response.Body, 4<<20)
		require.NoError(t, err)
		require.EqualValues(t, 4<<20, read)
		require.NoError(t, response.Body.Close())
		v.requireRegistered(1)
	})
}

func TestEndlessWithAnEnd(t *testing.T) {
	v := start(t, sandbox.Options{})
	require.NoError(t, v.Script(sandbox.Fault{Act: sandbox.Endless, Bytes: 100_000}))
	got := v.register(s10(1))
	require.InDelta(t, 100_000, len(got.text), 1000)
}

func TestHangUntilTheClientGoes(t *testing.T) {
	bySpellAndScript(t, "SBXHANG-1", sandbox.Fault{Act: sandbox.Hang}, func(t *testing.T, v *vendor, number string) {
		ctx, cancel := context.WithCancelCause(t.Context())
		gone := errors.New("the client has had enough")
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, v.url+"/track/v2.4/register", strings.NewReader(list(number)))
		require.NoError(t, err)
		request.Header.Set("17token", key)
		answered := make(chan error, 1)
		go func() {
			_, err := v.client.Do(request)
			answered <- err
		}()
		require.Eventually(t, func() bool { return v.Summary(key).Calls == 1 }, 10*time.Second, time.Millisecond)
		cancel(gone)
		require.ErrorIs(t, <-answered, gone)
		v.requireRegistered(1)
	})
}

func TestCloseCutsWhatHangs(t *testing.T) {
	v := start(t, sandbox.Options{})
	require.NoError(t, v.Close())
	_, err := v.call("/track/v2.4/register", key, list("SBXHANG-1"))
	require.ErrorIs(t, err, io.EOF)
}

func TestOmit(t *testing.T) {
	bySpellAndScript(t, "SBXOMIT-1", sandbox.Fault{Act: sandbox.Omit}, func(t *testing.T, v *vendor, number string) {
		got := v.register(number, s10(9))
		require.Len(t, got.Data.Accepted, 1)
		require.Empty(t, got.Data.Rejected)
		v.requireRegistered(2)
	})
}

func TestOmitBeforeTheItemIsCarriedOut(t *testing.T) {
	v := start(t, sandbox.Options{})
	require.NoError(t, v.Script(sandbox.Fault{Act: sandbox.Omit, Number: s10(1), Moment: sandbox.Before}))
	require.Len(t, v.register(s10(1), s10(2)).Data.Accepted, 1)
	v.requireRegistered(1)
}

func TestBoth(t *testing.T) {
	bySpellAndScript(t, "SBXBOTH-1", sandbox.Fault{Act: sandbox.Both}, func(t *testing.T, v *vendor, number string) {
		got := v.register(number)
		require.Equal(t, number, got.Data.Accepted[0].Number)
		require.Equal(t, number, got.Data.Rejected[0].Number)
		require.Equal(t, track17.CodeSubmittedDataInvalid, got.Data.Rejected[0].Error.Code)
		v.requireRegistered(1)
	})
}

func TestStranger(t *testing.T) {
	bySpellAndScript(t, "SBXSTRANGER-1", sandbox.Fault{Act: sandbox.Stranger}, func(t *testing.T, v *vendor, number string) {
		got := v.register(number)
		require.Len(t, got.Data.Accepted, 2)
		require.Equal(t, "RR000000005CN", got.Data.Accepted[1].Number)
		v.requireRegistered(1)
	})
}

func TestMove(t *testing.T) {
	bySpellAndScript(t, "SBXMOVE-1", sandbox.Fault{Act: sandbox.Move}, func(t *testing.T, v *vendor, number string) {
		got := v.register(`{"number":"` + number + `","carrier":100001}`)
		require.EqualValues(t, 190271, got.Data.Accepted[0].Carrier)
		require.Equal(t, 1, got.Data.Accepted[0].Origin)
		v.requireRegistered(1)
	})
}

func TestCarrierAsText(t *testing.T) {
	bySpellAndScript(t, "SBXTEXT-1", sandbox.Fault{Act: sandbox.CarrierText}, func(t *testing.T, v *vendor, number string) {
		require.IsType(t, "", v.register(number).Data.Accepted[0].Carrier)
		require.Equal(t, "0", v.register(number).Data.Rejected[0].Carrier)
	})
}

func TestCarrierAbsent(t *testing.T) {
	bySpellAndScript(t, "SBXBARE-1", sandbox.Fault{Act: sandbox.CarrierAbsent}, func(t *testing.T, v *vendor, number string) {
		require.NotContains(t, v.register(number).text, "carrier")
		require.NotContains(t, v.register(number).text, `"carrier"`)
	})
}

func TestRejectThoughCarriedOut(t *testing.T) {
	v := start(t, sandbox.Options{})
	require.NoError(t, v.Script(sandbox.Fault{Act: sandbox.Reject, Code: -18010003, Message: "Not now.", Moment: sandbox.After, Times: 1}))
	got := v.register(s10(1))
	require.Equal(t, "Not now.", got.Data.Rejected[0].Error.Message)
	v.requireRegistered(1)
	require.Equal(t, track17.CodeAlreadyRegistered, v.rejection(s10(1)))
}
