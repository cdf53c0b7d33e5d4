package worker

import (
	"context"
	"errors"
	"fmt"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/track17"
)

// KeyTrial is what 17TRACK answered to a key.
type KeyTrial struct {
	Quota track17.Quota
	// Refused says, in words for people, why 17TRACK refuses the account; "": it does not.
	Refused string
	// Unanswered says why there was no answer to the question; "": there was.
	Unanswered string
}

// TryKey asks the vendor for the quota, in a slot like any other call, and blocks until there is a
// slot and an answer, or ctx ends. Unlike [Hand.AskQuota] it closes nothing when the account is
// refused: the key that is tried may be none that the workers use. Errors are Redis's.
func (h *Hand) TryKey(ctx context.Context) (KeyTrial, error) {
	q := quotaReader{
		gate: h.gate, vendor: h.account.Vendor, key: h.account.Key, me: "doctor", lease: h.lease,
		redis: h.teller.redis, tell: h.teller.changed, log: zerolog.Nop(), // the trial says it
	}
	slot, err := q.slot(ctx)
	if err != nil {
		return KeyTrial{}, fmt.Errorf("try the key of account %s: %w", h.account.Name, err)
	}
	quota, failure := q.vendor.Quota(ctx)
	trial := trialOf(quota, failure)
	// The slot is given back even if ctx has ended meanwhile.
	report := context.WithoutCancel(ctx)
	if trial.Refused == "" {
		_, err = q.report(report, slot, quota, failure)
	} else {
		_, err = h.gate.Report(report, gate.Report{Kind: gate.Neutral, Lease: slot.Lease})
	}
	if err != nil {
		err = fmt.Errorf("try the key of account %s: %w", h.account.Name, err)
	}
	return trial, err
}

func trialOf(quota track17.Quota, failure error) KeyTrial {
	var fault *track17.Fault
	if !errors.As(failure, &fault) {
		return KeyTrial{Quota: quota}
	}
	rule := getquota.Judge(track17.Call, *fault)
	said := track17.Explain(*fault, rule)
	if rule.Do == track17.Hold {
		return KeyTrial{Refused: said}
	}
	return KeyTrial{Unanswered: said}
}
