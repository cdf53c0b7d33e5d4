package lookup

import (
	"context"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
)

// outcomes looks through the newest ones. before says which were not looked at.
func (l *Looker) outcomes(ctx context.Context, r *Report) (look Look, before string) {
	s, err := scan(ctx, l.rdb, keyspace.Account(r.Account).Out(), r.Number, func(id string, fields map[string]any) {
		r.Outcomes = append(r.Outcomes, queue.Delivery{ID: id, Outcome: queue.ParseOutcome(fields)})
	})
	look = Look{Place: "the newest outcomes", Far: s.far(), Found: len(r.Outcomes), Err: late(ctx, err)}
	switch {
	case err != nil || s.read == 0:
	case s.whole:
		before = "outcomes before " + moment(s.since()) + ": if there were any, they are kept no longer"
	case len(r.Outcomes) < scanShown:
		before = "outcomes before " + moment(s.since()) + ": the newest " + figures.Count(scanMost) + " are looked through"
	}
	return look, before
}

// tracking looks through what was written of where parcels are, where anything was. not says why it
// was not looked at.
func (l *Looker) tracking(ctx context.Context, r *Report) (look *Look, not string) {
	s, err := scan(ctx, l.rdb, keyspace.Account(r.Account).Tracking(), r.Number, func(_ string, fields map[string]any) {
		r.Tracking = append(r.Tracking, sightingOf(fields))
	})
	switch {
	case err != nil:
		return nil, "the tracking stream: " + late(ctx, err).Error()
	case s.read == 0:
		return nil, "the tracking stream: nothing is kept in it for this account"
	}
	return &Look{Place: "the tracking stream", Far: s.far(), Found: len(r.Tracking)}, ""
}

// refused says that entries of the inlet were refused, among which the number may be: they are as a
// producer wrote them, and in a form that nobody can tell.
func (l *Looker) refused(ctx context.Context, account string) string {
	n, err := l.rdb.XLen(ctx, keyspace.Account(account).Refused()).Result()
	switch {
	case err != nil:
		return "the refused entries of the inlet: " + late(ctx, err).Error()
	case n == 0:
		return ""
	}
	return "the refused entries of the inlet, " + figures.Count(n)
}
