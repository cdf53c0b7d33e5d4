package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/queue"
)

const (
	// noteEvery is how often it is noted that the receiver goes on taking posts.
	noteEvery = 5 * time.Second
	// noteTimeout bounds a note: it is for people, and must not hold up a post.
	noteTimeout = 2 * time.Second
	// failingFrom is the failed try in a row from which on other programs are told.
	failingFrom = 3
)

// health says once that the receiver fails, and why, and once that it is well
// again, however many tries there are between. It keeps in Redis how it stands.
type health struct {
	account string
	rdb     redis.UniversalClient
	saw     func(error)
	log     zerolog.Logger

	kind      string    // of the last fault that was logged; "": none since it was well
	condition Condition // as it is kept
}

// begin takes over from the process that posted before.
func (h *health) begin(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, noteTimeout)
	defer cancel()
	kept, err := ReadCondition(ctx, h.rdb, h.account)
	h.saw(err)
	if err == nil {
		h.condition = kept
	}
}

// failed takes in a fault; the next try is made after wait.
func (h *health) failed(ctx context.Context, m message, f *fault, wait time.Duration) {
	c, now := &h.condition, time.Now()
	if !c.Failing() {
		*c = Condition{Since: now}
	}
	c.Tries++
	c.Answer, c.At, c.Next = f.text, now, now.Add(wait)
	if h.kind != f.kind {
		h.kind = f.kind
		h.log.Warn().Str("why", f.text).Str("webhook_id", m.id).Str("first", m.first).Str("last", m.last).
			Msg("webhook: the receiver does not take outcomes; trying again, nothing is lost")
	}
	ctx, cancel := context.WithTimeout(ctx, noteTimeout)
	defer cancel()
	if !c.told && c.Tries >= failingFrom {
		h.tell(ctx)
	}
	h.saw(h.rdb.HSet(ctx, conditionKey(h.account), c.values()...).Err())
}

// tell puts it in the account's events that the receiver fails.
func (h *health) tell(ctx context.Context) {
	c := &h.condition
	err := queue.NewEvents(h.rdb).Emit(ctx, queue.Event{
		Name: queue.WebhookFailing, Account: h.account,
		Message: fmt.Sprintf("the webhook's receiver has not taken outcomes in %d tries: %s; they are kept, and posted until it takes them", c.Tries, c.Answer),
	})
	h.saw(err)
	c.told = err == nil
}

// took takes in a post that the receiver has taken.
func (h *health) took(ctx context.Context) {
	c, now := &h.condition, time.Now()
	failing := c.Failing()
	if failing {
		h.log.Info().Dur("after", now.Sub(c.Since)).Int("tries", c.Tries).Msg("webhook: the receiver is well again")
	}
	if !failing && now.Sub(c.At) < noteEvery {
		return
	}
	h.kind = ""
	*c = Condition{Answer: answerTaken, At: now}
	ctx, cancel := context.WithTimeout(ctx, noteTimeout)
	defer cancel()
	_, err := h.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.HSet(ctx, conditionKey(h.account), c.values()...)
		p.HDel(ctx, conditionKey(h.account), fieldNow)
		return nil
	})
	h.saw(err)
}

// asked tells, once, that somebody asks for the next try at once.
func (h *health) asked(ctx context.Context) bool {
	n, err := h.rdb.HDel(ctx, conditionKey(h.account), fieldNow).Result()
	h.saw(err)
	return n > 0
}
