package streams

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// importStale is how long after its last word an import is taken to be gone for good: its
// run waits for a day at most for a source that is away, and workers may rest over a weekend.
const importStale = 4 * 24 * time.Hour

// BeatImport says that the import's group is needed for four more days. Without it, the
// trimmer removes the group of an import that nobody runs any more, whose outcomes would be
// kept for nothing. Say it before the group is made, and then now and again.
func BeatImport(ctx context.Context, rdb redis.UniversalClient, account, name string) error {
	if err := imports(rdb, account).Beat(ctx, keyspace.ImportGroup(name)); err != nil {
		return fmt.Errorf("keep the outcomes of import %s: %w", name, err)
	}
	return nil
}

// EndImport removes the import's group. To repeat it is safe.
func EndImport(ctx context.Context, rdb redis.UniversalClient, account, name string) error {
	if err := imports(rdb, account).Remove(ctx, keyspace.ImportGroup(name)); err != nil {
		return fmt.Errorf("keep no more outcomes for import %s: %w", name, err)
	}
	return nil
}

func imports(rdb redis.UniversalClient, account string) Passing {
	keys := keyspace.Account(account)
	return Passing{rdb: rdb, stream: keys.Out(), key: keys.ImportGroups(), stale: importStale}
}

// SweepImports removes the groups of imports that nobody runs any more.
func SweepImports(ctx context.Context, rdb redis.UniversalClient, account string) error {
	if err := imports(rdb, account).Sweep(ctx); err != nil {
		return fmt.Errorf("sweep imports of account %s: %w", account, err)
	}
	return nil
}
