package ledger

import (
	"context"
	"encoding/json"
)

// Carries returns where the next run goes on, by the names of the parts.
func (l *Ledger) Carries(ctx context.Context) (map[string]Carry, error) {
	fields, err := l.rdb.HGetAll(ctx, l.carryKey()).Result()
	if err != nil {
		return nil, l.wrap("read where to go on", err)
	}
	carries := make(map[string]Carry, len(fields))
	for name, text := range fields {
		var c Carry
		if json.Unmarshal([]byte(text), &c) == nil { // else not ours
			carries[name] = c
		}
	}
	return carries, nil
}

// Remembered returns the versions of the parts that need not be read again, by their names.
func (l *Ledger) Remembered(ctx context.Context) (map[string]string, error) {
	versions, err := l.rdb.HGetAll(ctx, l.rememberedKey()).Result()
	return versions, l.wrap("read which parts are finished", err)
}

// Forget drops what is kept of parts that are no longer there, so that it does not grow for ever.
func (l *Ledger) Forget(ctx context.Context, names []string) error {
	if len(names) == 0 {
		return nil
	}
	if err := l.rdb.HDel(ctx, l.carryKey(), names...).Err(); err != nil {
		return l.wrap("forget parts", err)
	}
	return l.wrap("forget parts", l.rdb.HDel(ctx, l.rememberedKey(), names...).Err())
}
