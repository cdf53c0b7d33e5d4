package history

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"
)

// Spell is a time for which an account was closed.
type Spell struct {
	Reason string    `json:"reason"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"` // when it was last seen closed, or first seen open again
}

// Spells returns up to n of the newest spells, the newest first. Errors are Redis's, wrapped.
func (r *Record) Spells(ctx context.Context, n int) ([]Spell, error) {
	var lines *redis.StringSliceCmd
	var newest *redis.StringCmd
	_, err := r.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		lines, newest = pipe.LRange(ctx, r.spellsKey(), 0, int64(n)-1), pipe.Get(ctx, r.newestKey())
		return nil
	})
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("read when account %s was closed: %w", r.account, err)
	}
	all := spellsOf(lines.Val(), newest.Val())
	slices.Reverse(all)
	return all[:min(n, len(all))], nil
}

// spellsOf are the spells that have ended, the oldest first, and the one that lasts.
func spellsOf(lines []string, newest string) []Spell {
	var all []Spell
	for _, line := range slices.Backward(lines) {
		var s Spell
		if json.Unmarshal([]byte(line), &s) == nil {
			all = append(all, s)
		}
	}
	var k kept
	if json.Unmarshal([]byte(newest), &k) == nil && k.Spell != nil {
		all = append(all, *k.Spell)
	}
	return all
}
