package audit

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/wire"
)

const (
	// kept is about how many deeds an account keeps, the newest.
	kept = 100_000
	// writeTimeout bounds the wait for Redis: the deed is done, and somebody waits to hear of it.
	writeTimeout = 5 * time.Second
)

// Recorder writes deeds. It is safe for concurrent use.
type Recorder struct {
	rdb redis.UniversalClient

	// Kept is about how many deeds of an account are kept; NewRecorder sets 100,000.
	Kept int64
}

// NewRecorder returns a recorder of deeds on rdb.
func NewRecorder(rdb redis.UniversalClient) *Recorder { return &Recorder{rdb: rdb, Kept: kept} }

// Record adds a deed to its account's stream, of which about the newest 100,000 are kept. It blocks
// until Redis has it, five seconds at the longest, also where ctx has ended: what is done is done.
func (r *Recorder) Record(ctx context.Context, d Deed) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	if d.At.IsZero() {
		d.At = time.Now()
	}
	err := r.rdb.XAdd(ctx, &redis.XAddArgs{
		Stream: keyspace.Account(d.Account).Audit(), MaxLen: r.Kept, Approx: true, Values: values(d),
	}).Err()
	if err != nil {
		return fmt.Errorf("write %s of account %s in the audit: %w", d.What, d.Account, err)
	}
	return nil
}

// values are the fields of an entry, all of which are always there.
func values(d Deed) []any {
	count := ""
	if d.Count != nil {
		count = strconv.Itoa(*d.Count)
	}
	return []any{
		"v", wire.Version, "at", wire.FormatTime(d.At), "who", d.Who, "via", d.Via, "what", d.What,
		"account", d.Account, "filter", d.Filter, "count", count,
	}
}
