package track17

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// Answer is what became of one call.
type Answer struct {
	// Fault is set when the call as a whole failed. It is also set when a batch of
	// two or more was answered with the same failure of the account's on every item.
	Fault *Fault
	// Items holds one answer for each item given, in the same order. Under a Fault
	// they say nothing of the items sent.
	Items []ItemAnswer
	// Strangers counts the answers about numbers that were not in the call.
	Strangers int
	// Duration is how long the call took; 0 if none was made.
	Duration time.Duration
	// Status is the HTTP status; 0 if no answer came. Without a Fault it is 0 only
	// if no call was made, since no item could be sent.
	Status int
}

// ItemAnswer is what became of one item. One of Accepted and Fault is set, unless
// the whole call failed.
type ItemAnswer struct {
	// Accepted tells that 17TRACK took the item, also where the same answer
	// rejects it as well.
	Accepted bool
	// Carrier of an accepted item is the one that 17TRACK put it under, which may
	// differ from the one given; 0 if it named none.
	Carrier int
	// Origin tells how the carrier was found: 1 detected or corrected, 2 the given
	// one verified, 3 a guess; 0 if the answer does not say.
	Origin int
	// Fault tells why the item was rejected, is missing, or was not sent.
	Fault *Fault
	// Missing tells that the answer does not list the item. Its verdict is
	// [Operation.JudgeMissing]'s.
	Missing bool
}

// CallItem is an item of a call, as its caller has read it. The client sends Body and
// matches the answer by Number and Carrier; it does not look for these in Body, for
// two readers of one text may differ about what it says.
type CallItem struct {
	Number  string          // the tracking number in Body
	Carrier int             // the carrier's code in Body; 0: none is given
	Body    json.RawMessage // a JSON object, sent as it is
}

// sentItem is an item of a call and what an answer is matched by.
type sentItem struct {
	at      int // its place in what Do was given
	raw     json.RawMessage
	number  string // trimmed, in upper case
	carrier int    // 0: none given
}

// checked returns the items that may be sent; the others have their Fault in answers.
func checked(op *Operation, items []CallItem, answers []ItemAnswer) []sentItem {
	sent := make([]sentItem, 0, len(items))
	for i, item := range items {
		if err := checkItem(op, item); err != nil {
			answers[i].Fault = &Fault{RetryAfter: NoRetryAfter, Err: err}
			continue
		}
		sent = append(sent, sentItem{at: i, raw: item.Body, number: normal(item.Number), carrier: item.Carrier})
	}
	return sent
}

// checkItem refuses what would spoil a call for its other items.
func checkItem(op *Operation, item CallItem) error {
	if !json.Valid(item.Body) {
		return &ItemError{Problem: "the item is not valid JSON"}
	}
	if !bytes.HasPrefix(bytes.TrimSpace(item.Body), []byte("{")) {
		return &ItemError{Problem: "the item is no JSON object: give one with a number"}
	}
	if op.Check == nil {
		return nil
	}
	return op.Check(item)
}

// fieldHolding returns the name of the item's field with this value; "" if none has it.
func (s sentItem) fieldHolding(value string) string {
	var fields map[string]any
	if err := json.Unmarshal(s.raw, &fields); err != nil {
		return ""
	}
	found := ""
	for name, held := range fields {
		// Several may hold it: the first by name, so that the answer is always the same.
		if fmt.Sprint(held) == value && (found == "" || name < found) {
			found = name
		}
	}
	return found
}

// body writes the items into one JSON array, each as it came.
func body(items []sentItem) []byte {
	size := len("[]")
	for _, item := range items {
		size += len(item.raw) + len(",")
	}
	body := append(make([]byte, 0, size), '[')
	for i, item := range items {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, item.raw...)
	}
	return append(body, ']')
}

// read fills the answer in from what came back.
func (a *Answer) read(r reply, sent []sentItem) {
	decoded, fault := decode(r)
	if fault != nil {
		if len(sent) == 1 {
			fault.Field = fieldOf(fault.Message, sent[0])
		}
		a.Fault = fault
		return
	}
	matched := match(sent, decoded.Accepted, decoded.Rejected)
	if !matched.any() {
		a.Fault = broken(r, fmt.Errorf("%w: it lists none of the numbers sent", ErrBroken))
		return
	}
	a.Strangers = matched.strangers
	for i, item := range sent {
		a.Items[item.at] = itemAnswer(item, matched.of[i])
	}
	if a.Fault = common(a.Items, sent); a.Fault != nil {
		a.Fault.RetryAfter = r.retryAfter
	}
}

func itemAnswer(item sentItem, v *listedItem) ItemAnswer {
	switch {
	case v == nil:
		return ItemAnswer{Missing: true, Fault: &Fault{Status: statusOK, RetryAfter: NoRetryAfter, Err: ErrMissing}}
	case v.accepted:
		return ItemAnswer{Accepted: true, Carrier: max(0, int(v.Carrier.value)), Origin: max(0, int(v.Origin.value))}
	}
	fault := v.Error.fault()
	fault.Field = fieldOf(fault.Message, item)
	return ItemAnswer{Fault: fault}
}

// common returns the failure that every item of a batch of two or more has, if it
// is one of the account's or the call's: 17TRACK then said once per item what it
// means of the call.
func common(items []ItemAnswer, sent []sentItem) *Fault {
	first := items[sent[0].at].Fault
	if len(sent) < 2 || first == nil || !ofTheCall(first.Code) {
		return nil
	}
	for _, item := range sent[1:] {
		if fault := items[item.at].Fault; fault == nil || fault.Code != first.Code {
			return nil
		}
	}
	shared := *first
	shared.Field = ""
	return &shared
}

func (a *Answer) redact(key redactor) {
	if a.Fault != nil {
		key.fault(a.Fault)
	}
	for i := range a.Items {
		if fault := a.Items[i].Fault; fault != nil {
			key.fault(fault)
		}
	}
}
