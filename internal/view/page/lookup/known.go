package lookup

import (
	"context"
	"fmt"
	"slices"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/queue"
)

// known asks under no carrier and under those that were found elsewhere: the
// record answers yes or no to a carrier, and lists none.
func (l *Looker) known(ctx context.Context, r *Report) Look {
	look := Look{Place: "the known numbers"}
	carriers := carriersOf(r)
	ids := make([]string, len(carriers))
	for i, carrier := range carriers {
		ids[i] = queue.Entry{Number: r.Number, Carrier: carrier}.Identity(queue.Register)
	}
	found, err := known.NewRecord(l.rdb, r.Account, l.months[r.Account]).Check(ctx, ids)
	for i := range found {
		if found[i] {
			r.Known = append(r.Known, carriers[i])
		}
	}
	look.Found, look.Err = len(r.Known), late(ctx, err)
	look.Far = "without a carrier"
	if more := len(carriers) - 1; more > 0 {
		look.Far += fmt.Sprintf(" and under %s found elsewhere", figures.Count(more))
	}
	return look
}

func carriersOf(r *Report) []int {
	carriers := []int{0}
	for _, f := range r.Failures {
		carriers = append(carriers, f.Carrier())
	}
	for _, d := range r.Outcomes {
		carriers = append(carriers, d.GivenCarrier, d.Carrier)
	}
	for _, s := range r.Tracking {
		carriers = append(carriers, s.Carrier)
	}
	for _, w := range r.Waiting {
		carriers = append(carriers, w.Carrier)
	}
	slices.Sort(carriers)
	return slices.Compact(carriers)
}
