package sandbox

import (
	"fmt"
	"time"

	"github.com/trackreg/trackreg/track17"
)

// Fault is something that goes wrong: when, and what. The fields of the first
// half must all hold for it to strike; a zero field always holds. One call
// suffers at most one fault that is the whole call's (the first in the script
// that holds; one from a magic number only if none does) and any number of
// faults of single items.
type Fault struct {
	// Name is for [Server.Clear] and the ledger. Empty: the Act's name.
	Name string `json:"name,omitempty"`
	// Key is the account it strikes.
	Key string `json:"key,omitempty"`
	// Call is the vendor's call that it strikes: register or getquota.
	Call string `json:"call,omitempty"`
	// Number is a number that the call must hold, in any case; with a * at
	// its end, one that begins so. An item's fault strikes these items alone.
	Number string `json:"number,omitempty"`
	// MinSize is the fewest items that the call must have.
	MinSize int `json:"min_size,omitempty"`
	// Probability from 0 to 1 that it strikes a call; 0: every call.
	Probability float64 `json:"probability,omitempty"`
	// Times is how many calls it strikes before it is used up. 0: it stands
	// until it is cleared.
	Times int `json:"times,omitempty"`

	// Act is what happens.
	Act Act `json:"act"`
	// Moment is whether the call (or the item) is carried out, and charged,
	// all the same. Empty: as the Act has it.
	Moment Moment `json:"moment,omitempty"`
	// For holds the answer back. With Hang, 0 is until the client goes away.
	For time.Duration `json:"-"`
	// Status is the HTTP status. 0: 401 for the codes of key and account,
	// 302 for Redirect, else 200.
	Status int `json:"status,omitempty"`
	// Code is the error code of Fail, Reject and Both.
	Code track17.Code `json:"code,omitempty"`
	// Place is where Fail writes its code. Empty: in both places.
	Place Place `json:"place,omitempty"`
	// Message goes with Code. Empty: the vendor's own text.
	Message string `json:"message,omitempty"`
	// RetryAfter is sent, as it is, in the header of that name.
	RetryAfter string `json:"retry_after,omitempty"`
	// Body is what Raw answers.
	Body string `json:"body,omitempty"`
	// Bytes is where Endless ends all the same. 0: when the client goes away.
	Bytes int64 `json:"bytes,omitempty"`
	// Carrier is where Move puts a number. 0: 190271.
	Carrier int `json:"carrier,omitempty"`
	// Most is how many of the items that match an item's fault strikes in
	// one call, from the first on. 0: all of them.
	Most int `json:"most,omitempty"`
}

// Moment is when a fault strikes.
type Moment string

const (
	// Before is before the call is carried out: nothing is registered.
	Before Moment = "before"
	// After is after the call was carried out: only the answer suffers.
	After Moment = "after"
)

// Place is where in the body a whole call's code is written.
type Place string

const (
	// InBoth writes it as the outer code and in data.errors.
	InBoth Place = "both"
	// InOuter writes it as the outer code alone.
	InOuter Place = "outer"
	// InErrors writes it in data.errors alone; the outer code is 0.
	InErrors Place = "errors"
)

// strikesBefore says whether the fault keeps what it strikes from being carried out.
func (f *Fault) strikesBefore() bool {
	if f.Moment != "" {
		return f.Moment == Before
	}
	return acts[f.Act].before
}

// whole says whether the fault is the whole call's.
func (f *Fault) whole() bool { return !acts[f.Act].item }

// name is what ledger and script call the fault.
func (f *Fault) name() string {
	if f.Name != "" {
		return f.Name
	}
	return string(f.Act)
}

// check says what is wrong with a fault that was made by hand.
func (f *Fault) check() error {
	if _, known := acts[f.Act]; !known {
		return fmt.Errorf("act %q is unknown: use one of %s", f.Act, actNames())
	}
	switch {
	case f.Moment != "" && f.Moment != Before && f.Moment != After:
		return fmt.Errorf("moment %q is unknown: use before or after", f.Moment)
	case f.Place != "" && f.Place != InBoth && f.Place != InOuter && f.Place != InErrors:
		return fmt.Errorf("place %q is unknown: use outer, errors or both", f.Place)
	case f.Call != "" && f.Call != callRegister && f.Call != callQuota:
		return fmt.Errorf("call %q is not simulated: use register or getquota", f.Call)
	case f.Probability < 0 || f.Probability > 1:
		return fmt.Errorf("probability %v must lie between 0 and 1", f.Probability)
	case f.Times < 0 || f.MinSize < 0 || f.Most < 0 || f.Bytes < 0 || f.For < 0:
		return fmt.Errorf("times, min_size, most, bytes and for must not be negative")
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status %d must lie between 200 and 599", f.Status)
	case f.Act == Fail && f.Code == 0 && f.Status == 0:
		return fmt.Errorf("act fail needs a code, a status or both")
	case f.Act == Reject && f.Code == 0:
		return fmt.Errorf("act reject needs a code")
	}
	return nil
}
