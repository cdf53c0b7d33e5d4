package gate

import (
	"context"
	_ "embed"
	"time"
)

// longestWait bounds Slot.Wait, so that an asker soon sees a latch that another process or a hand opened.
const longestWait = time.Second

//go:embed take.lua
var takeLua string

var takeScript = newScript(takeLua)

// Take asks for one call now on behalf of the classes waiting. It does not wait itself: when no call may
// be made Slot.May is empty and Slot.Wait says when to ask again (or earlier, when a class joins that was
// not waiting, or one becomes Fresh).
//
// A slot granted must be reported, at the latest with Neutral; the slot of a probe that is not is free
// again after CallTimeout and ten seconds. Errors are Redis's, wrapped; a slot granted in an answer that
// got lost costs one spacing.
func (g *Gate) Take(ctx context.Context, waiting []Class) (Slot, error) {
	if len(waiting) == 0 {
		return Slot{Wait: longestWait}, nil
	}
	args := make([]any, 0, 4*len(waiting))
	for _, c := range waiting {
		args = append(args, c.Lane, c.Rank, flag(c.Spends), flag(c.Fresh))
	}
	r, err := g.run(ctx, takeScript, "take a slot", args...)
	if err != nil {
		return Slot{}, err
	}
	slot := Slot{At: r.time(), Wait: time.Duration(r.int()) * time.Microsecond,
		Lease: r.text(), Probe: r.int() == 1, Most: int(r.int())}
	for _, i := range r.list() {
		slot.May = append(slot.May, int(integer(i))-1)
	}
	slot.Changed = changes(r.list())
	return slot, r.err()
}
