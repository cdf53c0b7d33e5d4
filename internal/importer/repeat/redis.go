// Package repeat asks Redis again for what it did not take.
package repeat

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/retry"
)

// Redis repeats what Redis did not take, and tells its process how Redis is.
type Redis struct{ Saw func(error) }

// Until repeats do until Redis has taken it, or ctx ends. What the ledger refuses is final.
func (r Redis) Until(ctx context.Context, do func(context.Context) error) error {
	policy := retry.Policy{Backoff: retry.Backoff{Min: 50 * time.Millisecond, Max: 2 * time.Second}, Saw: r.Saw, Final: ledger.Refused}
	_, err := retry.Until(ctx, policy, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) })
	return err
}
