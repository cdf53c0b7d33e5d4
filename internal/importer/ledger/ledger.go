package ledger

import (
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

const (
	// RunsKept is how many runs of an import are kept, the newest of those that read something, and
	// apart from them as many of those that could not.
	RunsKept = 50
	// QuietKept is how many are kept of those that found nothing to read.
	QuietKept = 10
	// FailingKept is how many older ones are kept for their failed rows.
	FailingKept = 10_000
	// RowsKept is how many failed rows of a run are kept; the others are only counted.
	RowsKept = 100_000
	// keptFor is how long a run is kept after its end, at least where rows of it failed.
	keptFor = 90 * 24 * time.Hour
)

var (
	// ErrNoRun says that the ledger has no run of that name, or has it no longer.
	ErrNoRun = errors.New("no such run")
	// ErrLost says that the lease of the import is not held by who wants to go on with it.
	ErrLost = errors.New("the import's lease is lost to another process")
	// ErrMoved says that the run's cursor is not where who wants to move it takes it to be.
	ErrMoved = errors.New("the run's cursor was moved by another process")
)

// Refused says that an error is the ledger's own, and no trouble of Redis's.
func Refused(err error) bool {
	return errors.Is(err, ErrLost) || errors.Is(err, ErrMoved) || errors.Is(err, ErrNoRun)
}

// Ledger is the ledger of one import. It is safe for concurrent use. Errors are Redis's unless
// said otherwise; after one, the step may have been carried out, and to repeat it is safe.
type Ledger struct {
	rdb     redis.UniversalClient
	account string
	name    string
	keys    keyspace.Account
}

// New returns the ledger of the account's import on rdb.
func New(rdb redis.UniversalClient, account, name string) *Ledger {
	return &Ledger{rdb: rdb, account: account, name: name, keys: keyspace.Account(account)}
}

func (l *Ledger) key() string               { return l.keys.Import(l.name) }
func (l *Ledger) runsKey() string           { return l.keys.ImportKept(l.name, "runs") }
func (l *Ledger) failingKey() string        { return l.keys.ImportKept(l.name, "failing") }
func (l *Ledger) carryKey() string          { return l.keys.ImportKept(l.name, "carry") }
func (l *Ledger) rememberedKey() string     { return l.keys.ImportKept(l.name, "finished") }
func (l *Ledger) runKey(id string) string   { return l.keys.ImportRun(l.name, "run", id) }
func (l *Ledger) bitsKey(id string) string  { return l.keys.ImportRun(l.name, "accounted", id) }
func (l *Ledger) rowsKey(id string) string  { return l.keys.ImportRun(l.name, "failed", id) }
func (l *Ledger) tasksKey(id string) string { return l.keys.ImportRun(l.name, "tasks", id) }
func (l *Ledger) partsKey(id string) string {
	return l.keys.ImportRun(l.name, "parts", id)
}

// wrap says what was being done.
func (l *Ledger) wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("import %s of account %s: %s: %w", l.name, l.account, doing, err)
}
