package history

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// spellsKept is how many spells are kept, the newest.
const spellsKept = 2000

//go:embed note.lua
var noteLua string

var noteScript = redis.NewScript(noteLua)

// Record is what is kept of an account. It is safe for concurrent use.
type Record struct {
	rdb     redis.UniversalClient
	account keyspace.Account
}

// NewRecord returns the record of an account on rdb.
func NewRecord(rdb redis.UniversalClient, account string) *Record {
	return &Record{rdb: rdb, account: keyspace.Account(account)}
}

func (r *Record) newestKey() string { return r.account.Own("history:newest") }
func (r *Record) spellsKey() string { return r.account.Own("history:spells") }

// Note keeps a reading. One that is older than the newest, and one that comes while another process
// keeps a later, is passed over, so that nothing is counted twice. Errors are Redis's, wrapped.
func (r *Record) Note(ctx context.Context, of Reading) error {
	if err := r.note(ctx, of); err != nil {
		return fmt.Errorf("keep the history of account %s: %w", r.account, err)
	}
	return nil
}

func (r *Record) note(ctx context.Context, of Reading) error {
	text, before, err := r.newest(ctx)
	if err != nil {
		return err
	}
	if before != nil && before.At.Sub(of.At) > gap {
		before.At = of.At // Redis's clock was ahead: nobody knows how long ago that was
	} else if before != nil && !of.At.After(before.At) {
		return nil
	}
	next, ended := before.follow(of)
	newest, _ := json.Marshal(next) // of what can always be encoded
	spell := ""
	if ended != nil {
		said, _ := json.Marshal(ended)
		spell = string(said)
	}
	at := of.At
	if before != nil && of.At.Sub(before.At) >= gap {
		at = before.At
	}
	keys, args := []string{r.newestKey(), r.spellsKey()}, []any{text, newest, spell, spellsKept}
	buckets, err := r.grown(ctx, at, before, of)
	if err != nil {
		return err
	}
	for i, res := range resolutions() {
		keys, args = append(keys, r.key(res, at)), append(args, res.field(at), buckets[i], res.forgotten(at).Unix())
	}
	return noteScript.Run(ctx, r.rdb, keys, args...).Err()
}

// newest is the newest reading, nil where there is none, and its text.
func (r *Record) newest(ctx context.Context) (string, *kept, error) {
	text, err := r.rdb.Get(ctx, r.newestKey()).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	var k kept
	if json.Unmarshal([]byte(text), &k) != nil || k.At.IsZero() {
		return text, nil, nil // not ours: it is replaced
	}
	return text, &k, nil
}

// grown are the texts of the buckets of a time, one of each resolution, with what has happened since
// the reading before; "" where nothing is known of that. The first reading of all is what later ones
// are compared with.
func (r *Record) grown(ctx context.Context, at time.Time, before *kept, of Reading) ([]string, error) {
	all := make([]string, len(resolutions()))
	if before == nil {
		return all, nil
	}
	var texts []*redis.StringCmd
	_, err := r.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for _, res := range resolutions() {
			texts = append(texts, pipe.HGet(ctx, r.key(res, at), res.field(at)))
		}
		return nil
	})
	for i, text := range texts {
		if err := text.Err(); err != nil && !errors.Is(err, redis.Nil) {
			return nil, err
		}
		b := read(text.Val())
		b.grow(*before, of)
		said, _ := json.Marshal(b)
		all[i] = string(said)
	}
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, err
	}
	return all, nil
}
