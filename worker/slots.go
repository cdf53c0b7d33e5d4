package worker

import (
	"context"

	"github.com/trackreg/trackreg/batching"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/track17"
)

// slots asks an account's gate on behalf of its batcher: it translates lanes
// into what the gate knows of them, which is whether they spend quota.
type slots struct {
	gate  *gate.Gate
	ops   map[string]*track17.Operation // by lane
	redis *redisWatch
	tell  func([]gate.Change, gate.State)
}

// Take implements batching.Slots.
func (s slots) Take(ctx context.Context, waiting []batching.Waiting) (batching.Slot, error) {
	classes := make([]gate.Class, len(waiting))
	for i, w := range waiting {
		classes[i] = gate.Class{Lane: w.Lane, Rank: w.Rank, Spends: s.ops[w.Lane].Spends, Fresh: w.Fresh}
	}
	slot, err := s.gate.Take(ctx, classes)
	s.redis.saw(err)
	if err != nil {
		return batching.Slot{}, err
	}
	if len(slot.Changed) > 0 {
		s.tellOf(ctx, slot.Changed)
	}
	may := make([]batching.Class, len(slot.May))
	for i, j := range slot.May {
		may[i] = waiting[j].Class
	}
	return batching.Slot{May: may, Wait: slot.Wait, Probe: slot.Probe, Lease: slot.Lease, Most: slot.Most}, nil
}

// Return implements batching.Returner: a slot that no item was left for is
// given back, so that a probe's lease does not have to run out.
func (s slots) Return(ctx context.Context, slot batching.Slot) {
	_, err := s.gate.Report(ctx, gate.Report{Kind: gate.Neutral, Lease: slot.Lease})
	s.redis.saw(err)
}

// tellOf passes on what the asking itself changed, with the state it led to.
func (s slots) tellOf(ctx context.Context, changes []gate.Change) {
	state, err := s.gate.Read(ctx)
	s.redis.saw(err)
	if err == nil {
		s.tell(changes, state)
	}
}
