package standing

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/printable"
	"github.com/trackreg/trackreg/internal/streams"
)

// Group is how far a consumer group of the outcome stream is behind: a webhook,
// or a program that follows the outcomes.
type Group struct {
	Name   string     `json:"name"`
	Lag    int64      `json:"lag"`    // outcomes that are not acknowledged
	Oldest *time.Time `json:"oldest"` // when the first of them was recorded; null: there is none
}

// Inlet is how far the inlet stream is from being settled.
type Inlet struct {
	Lag     int64      `json:"lag"`     // entries that are neither queued nor refused yet
	Oldest  *time.Time `json:"oldest"`  // when the first of them was added; null: there is none
	Refused int64      `json:"refused"` // entries that were refused and are kept with the reason
	// Exhausted says that it takes no more entries: somebody gave one the last id there is.
	Exhausted bool `json:"exhausted"`
}

// readBehind reads who is behind what the account's streams hold.
func (a *Account) readBehind(ctx context.Context, rdb redis.UniversalClient) error {
	lags, err := streams.ReadLags(ctx, rdb, a.Name)
	if err != nil {
		return err
	}
	a.Groups = make([]Group, len(lags))
	for i, l := range lags {
		a.Groups[i] = Group{Name: l.Group, Lag: l.Outcomes, Oldest: timeOf(l.Oldest)}
	}
	if err := a.readWebhook(ctx, rdb); err != nil {
		return err
	}
	inlet, err := streams.ReadInletLag(ctx, rdb, a.Name)
	if err != nil {
		return err
	}
	a.Inlet = Inlet{Lag: inlet.Outcomes, Oldest: timeOf(inlet.Oldest), Exhausted: inlet.Exhausted}
	a.Inlet.Refused, err = rdb.XLen(ctx, keyspace.Account(a.Name).Refused()).Result()
	return err
}

// worthSaying is the age from which something that waits in a stream is worth a
// person's attention: what is younger is on its way.
const worthSaying = 10 * time.Second

// Behind says in sentences who is behind what the account's streams hold, and by how much.
func (a Account) Behind() []string {
	var all []string
	for _, g := range a.Groups {
		if age, old := oldAt(a.At, g.Oldest); old {
			all = append(all, fmt.Sprintf("group %s has %s before it, the oldest from %s ago", printable.Text(g.Name), figures.Many(g.Lag, "outcome"), age))
		}
	}
	if w := a.Webhook; w != nil && w.Failing {
		all = append(all, "webhook: "+w.Says(a.At))
	}
	if age, old := oldAt(a.At, a.Inlet.Oldest); old {
		all = append(all, entries(a.Inlet.Lag, "waits", "wait")+" to be queued, the oldest for "+age)
	}
	if a.Inlet.Exhausted {
		all = append(all, "the inlet takes no more entries, since one was added under the last id there is: run trackreg doctor --repair inlet --account "+a.Name)
	}
	if n := len(a.Strays); n > 0 {
		all = append(all, fmt.Sprintf("%s of %s active with no process and no lease, since %s ago: queued anew, as %s",
			figures.Many(int64(n), "task"), printable.Text(a.Strays[0].Queue), figures.Span(a.At.Sub(a.Strays[0].Since)), printable.Text(a.Strays[0].Again)))
	}
	all = append(all, a.keyTroubles()...)
	if a.Inlet.Refused > 0 {
		all = append(all, entries(a.Inlet.Refused, "was", "were")+" refused: see "+keyspace.Account(a.Name).Refused())
	}
	return all
}

// entries says of so many entries of the inlet what they do.
func entries(n int64, one, many string) string {
	if n == 1 {
		return "1 entry of the inlet " + one
	}
	return figures.Count(n) + " entries of the inlet " + many
}

// oldAt returns how long ago it was, and whether that is worth saying.
func oldAt(now time.Time, since *time.Time) (age string, old bool) {
	if since == nil || now.Sub(*since) < worthSaying {
		return "", false
	}
	return figures.Span(now.Sub(*since)), true
}
