package standing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/printable"
	"github.com/trackreg/trackreg/internal/webhook"
)

// Webhook is how the posting of outcomes to the account's receiver stands.
type Webhook struct {
	Failing bool       `json:"failing"` // the latest post was not taken
	Answer  string     `json:"answer"`  // to the latest post, in words
	At      *time.Time `json:"at"`      // when that came
	Since   *time.Time `json:"since,omitempty"`
	Tries   int        `json:"tries"` // that failed since then
	Next    *time.Time `json:"next_try,omitempty"`
	Waiting int64      `json:"waiting"` // outcomes that the receiver has not taken
}

// readWebhook reads how the webhook stands, if there is one that has posted. Where its group is gone,
// somebody has ended it.
func (a *Account) readWebhook(ctx context.Context, rdb redis.UniversalClient) error {
	i := slices.IndexFunc(a.Groups, func(g Group) bool { return g.Name == keyspace.WebhookGroup })
	if i < 0 {
		return nil
	}
	c, err := webhook.ReadCondition(ctx, rdb, a.Name)
	if err != nil || c.At.IsZero() {
		return err
	}
	a.Webhook = &Webhook{
		Failing: c.Failing(), Answer: c.Answer, At: timeOf(c.At), Since: timeOf(c.Since),
		Tries: c.Tries, Next: timeOf(c.Next), Waiting: a.Groups[i].Lag,
	}
	return nil
}

// overdue is how long after its time a try is missing that nobody makes.
const overdue = time.Minute

// Says tells in a sentence how the webhook stands at now.
func (w Webhook) Says(now time.Time) string {
	waiting := figures.Many(w.Waiting, "outcome") + " not taken yet"
	if !w.Failing || w.Since == nil {
		return fmt.Sprintf("the receiver took the last post %s ago, %s", figures.Span(now.Sub(*w.At)), waiting)
	}
	text := fmt.Sprintf("the receiver has taken nothing for %s, in %s: %s; %s, and none is lost", figures.Span(now.Sub(*w.Since)),
		figures.Many(w.Tries, "post"), printable.Text(w.Answer), waiting)
	switch {
	case w.Next == nil:
	case now.Sub(*w.Next) > overdue:
		text += "; no process posts now"
	default:
		text += "; posted again in " + figures.Span(max(0, w.Next.Sub(now)))
	}
	return text
}

// Refuses tells in half a sentence for how long a webhook that fails does at now, and why.
func (w Webhook) Refuses(now time.Time) string {
	text := "the receiver of its webhook takes nothing"
	if w.Since != nil {
		text = "the receiver of its webhook has taken nothing for " + figures.Span(now.Sub(*w.Since))
	}
	return text + ": " + printable.Text(w.Answer)
}
