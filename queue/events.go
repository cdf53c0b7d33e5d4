package queue

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// The events of an account.
const (
	AccountHeld       = "account.held"
	AccountDrained    = "account.drained"
	AccountDailyLimit = "account.daily_limit"
	AccountPaused     = "account.paused" // by hand
	AccountResumed    = "account.resumed"
	QuotaLow          = "quota.low"
	OutcomesLagging   = "outcomes.lagging"
	ImportFinished    = "import.finished"
	ImportFailed      = "import.failed"
)

// Event is something an operator or another program may want to act on.
type Event struct {
	ID      string // the stream's; set when read
	Account string
	Name    string
	Message string            // one sentence for people
	Details map[string]string // further fields, flat
	At      time.Time         // filled when zero
}

// Events writes and reads the event streams. Safe for concurrent use.
type Events struct{ rdb redis.UniversalClient }

// NewEvents returns the event streams on rdb.
func NewEvents(rdb redis.UniversalClient) *Events { return &Events{rdb: rdb} }

// Emit adds an event to its account's stream, of which the newest 10,000 are kept.
func (s *Events) Emit(ctx context.Context, e Event) error { panic("soon") }

// Newest returns up to n events of the account, newest first.
func (s *Events) Newest(ctx context.Context, account string, n int64) ([]Event, error) { panic("soon") }
