package doctor_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/doctor"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestAKeyThatIsRefusedClosesNothing(t *testing.T) {
	p := newPatient(t)
	p.account(func(a *configs.Account) { a.Key = "wrong" })
	p.only("key", doctor.Fault, "-18010002")
	state, err := p.gate().Read(t.Context())
	require.NoError(t, err)
	require.Equal(t, "open", state.Status(), "the workers' key may be another")
}

func TestNoKey(t *testing.T) {
	p := newPatient(t)
	p.account(func(a *configs.Account) { a.Key = "" })
	p.only("key", doctor.Warning, "no key")
	p.account(func(a *configs.Account) { a.KeyFile = "no-such-file" })
	p.only("key", doctor.Fault, "no-such-file")
}

func TestQuotaThatIsUsedUp(t *testing.T) {
	p := newPatient(t)
	o := sandbox.DefaultOptions()
	o.Quota = -1
	p.vendorOf(o)
	p.only("key", doctor.Fault, "no quota is left")
}

func TestQuotaThatRunsLow(t *testing.T) {
	p := newPatient(t)
	p.account(func(a *configs.Account) { a.QuotaWarn = 2_000_000 })
	p.only("key", doctor.Warning, "1,000,000 of quota left")
}

func TestAVendorThatIsAway(t *testing.T) {
	p := newPatient(t)
	away := "http://" + freePort(t) + "/track/v2.4"
	p.account(func(a *configs.Account) { a.BaseURL = away })
	ills := p.ills()
	require.Equal(t, doctor.Fault, ills["key"].Level)
	require.Contains(t, ills["key"].Mend, away)
}

func TestAnAccountThatIsClosed(t *testing.T) {
	p := newPatient(t)
	_, err := p.gate().Pause(t.Context(), "stocktaking")
	require.NoError(t, err)
	p.only("key", doctor.Warning, "paused: stocktaking")
	require.Zero(t, p.vendor.Summary("good").Calls)

	_, err = p.gate().Resume(t.Context())
	require.NoError(t, err)
	var slot gate.Slot
	require.Eventually(t, func() bool {
		slot, err = p.gate().Take(t.Context(), []gate.Class{{Lane: "register", Fresh: true}})
		return err == nil && len(slot.May) == 1
	}, 20*time.Second, 10*time.Millisecond)
	_, err = p.gate().Report(t.Context(), gate.Report{Kind: gate.Hold, Lease: slot.Lease, Reason: "the key is refused"})
	require.NoError(t, err)
	p.only("key", doctor.Fault, "hold: the key is refused")
}
