package redistest

import (
	"fmt"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// Texts are all texts that Redis holds, by the key that they lie under: names of fields, members,
// entries and values alike, so that a test can look whether something is nowhere.
func Texts(t testing.TB, rdb redis.UniversalClient) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	keys, err := rdb.Keys(t.Context(), "*").Result()
	require.NoError(t, err)
	for _, key := range keys {
		all[key] = append(texts(t, rdb, key), key)
	}
	return all
}

func texts(t testing.TB, rdb redis.UniversalClient, key string) (all []string) {
	t.Helper()
	ctx := t.Context()
	kind, err := rdb.Type(ctx, key).Result()
	require.NoError(t, err)
	switch kind {
	case "string":
		all = []string{rdb.Get(ctx, key).Val()}
	case "hash":
		for field, value := range rdb.HGetAll(ctx, key).Val() {
			all = append(all, field, value)
		}
	case "list":
		all = rdb.LRange(ctx, key, 0, -1).Val()
	case "set":
		all = rdb.SMembers(ctx, key).Val()
	case "zset":
		all = rdb.ZRange(ctx, key, 0, -1).Val()
	case "stream":
		for _, entry := range rdb.XRange(ctx, key, "-", "+").Val() {
			for name, value := range entry.Values {
				all = append(all, name, fmt.Sprint(value))
			}
		}
	}
	return all
}
