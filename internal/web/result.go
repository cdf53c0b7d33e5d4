package web

import (
	"errors"

	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/queue"
)

// The statuses of a result. Enqueued and duplicate numbers are in the queue.
const (
	statusEnqueued  = string(queue.Enqueued)
	statusDuplicate = string(queue.Duplicate)
	statusInvalid   = "invalid" // the item must be mended
	statusFailed    = "failed"  // it is not in the queue, for no fault of its own
)

// result is what became of one item.
type result struct {
	Index  int    `json:"index"` // of the item in the request, from 0
	Task   string `json:"task,omitempty"`
	Status string `json:"status"`
	Field  string `json:"field,omitempty"`  // at fault
	Reason string `json:"reason,omitempty"` // with what to do about it
}

// tally counts results by status.
type tally struct {
	Enqueued  int `json:"enqueued"`
	Duplicate int `json:"duplicate"`
	Invalid   int `json:"invalid"`
	Failed    int `json:"failed"`
}

func (t *tally) count(r result) {
	switch r.Status {
	case statusEnqueued:
		t.Enqueued++
	case statusDuplicate:
		t.Duplicate++
	case statusInvalid:
		t.Invalid++
	default:
		t.Failed++
	}
}

// taken is how many items are in the queue.
func (t tally) taken() int { return t.Enqueued + t.Duplicate }

// fail says why an item is not in the queue.
func (r *result) fail(err error) {
	var refused *queue.EntryError
	if errors.As(err, &refused) {
		r.Status, r.Field, r.Reason = statusInvalid, refused.Field, refused.Error()
		return
	}
	r.Status, r.Reason = statusFailed, notTried
	if errors.Is(err, queue.ErrStuck) {
		r.Reason = "a finished task of this id cannot be deleted: change the item's _ref, which makes it another task"
	} else if trouble, ok := redistrouble.Diagnose(err); ok {
		r.Reason = trouble.Advice
	}
}

// notTried is the reason of an item that something else kept out.
const notTried = "it was not tried: send it again"
