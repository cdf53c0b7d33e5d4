package queue

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/wire"
)

// The events of an account.
const (
	AccountHeld       = "account.held"        // the vendor refuses the account until its settings are mended
	AccountDrained    = "account.drained"     // the quota is used up
	AccountDailyLimit = "account.daily_limit" // the day's allowance is used up
	AccountPaused     = "account.paused"      // by hand
	AccountResumed    = "account.resumed"
	QuotaLow          = "quota.low"
	OutcomesLagging   = "outcomes.lagging"    // a consumer group is about to lose outcomes
	KeyFileUnreadable = "key_file.unreadable" // a process cannot read the account's key anew and uses the last one on
	WebhookFailing    = "webhook.failing"     // the receiver of the account's webhook does not take outcomes
	ImportFinished    = "import.finished"
	ImportFailed      = "import.failed"
)

// eventsKept is how many events an account keeps, the newest.
const eventsKept = 10_000

// Event is something an operator or another program may want to act on.
type Event struct {
	ID      string // the stream's, set when the event is read
	Account string
	Name    string            // one of the constants above
	Message string            // a sentence for people
	Details map[string]string // what else there is to say; may not use the names v, event, account, message and at
	At      time.Time         // filled with the time of emitting when it is zero
}

// Events is the event streams of all accounts. It is safe for concurrent use.
type Events struct{ rdb redis.UniversalClient }

// NewEvents returns the event streams on rdb.
func NewEvents(rdb redis.UniversalClient) *Events { return &Events{rdb: rdb} }

// Emit adds an event to its account's stream, of which the newest 10,000 are
// kept, and blocks until Redis has it.
func (s *Events) Emit(ctx context.Context, e Event) error {
	if e.At.IsZero() {
		e.At = time.Now()
	}
	values := []any{"v", wire.Version, "event", e.Name, "account", e.Account, "message", e.Message, "at", wire.FormatTime(e.At)}
	for _, name := range slices.Sorted(maps.Keys(e.Details)) {
		values = append(values, name, e.Details[name])
	}
	err := s.rdb.XAdd(ctx, &redis.XAddArgs{Stream: keyspace.Account(e.Account).Events(), MaxLen: eventsKept, Values: values}).Err()
	if err != nil {
		return fmt.Errorf("emit event %s of account %s: %w", e.Name, e.Account, err)
	}
	return nil
}

// Newest returns up to n events of the account, the newest first.
func (s *Events) Newest(ctx context.Context, account string, n int64) ([]Event, error) {
	messages, err := s.rdb.XRevRangeN(ctx, keyspace.Account(account).Events(), "+", "-", n).Result()
	if err != nil {
		return nil, fmt.Errorf("read events of account %s: %w", account, err)
	}
	events := make([]Event, len(messages))
	for i, m := range messages {
		events[i] = parseEvent(m)
	}
	return events, nil
}

func parseEvent(m redis.XMessage) Event {
	e := Event{
		ID:      m.ID,
		Account: text(m.Values, "account"),
		Name:    text(m.Values, "event"),
		Message: text(m.Values, "message"),
		At:      wire.ParseTime(text(m.Values, "at")),
		Details: map[string]string{},
	}
	for name := range m.Values {
		switch name {
		case "v", "event", "account", "message", "at":
		default:
			e.Details[name] = text(m.Values, name)
		}
	}
	return e
}
