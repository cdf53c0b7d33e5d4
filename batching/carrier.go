package batching

import "context"

// Carrier makes the calls and keeps their results. Both methods are called from several goroutines
// at a time, once each for a call. Their context outlives Run's: it ends only with [Batcher.Abandon].
type Carrier[T, R any] interface {
	// Call makes one call with the batch and says how it ended. It bounds its own time.
	Call(ctx context.Context, batch Batch[T]) Reply[R]
	// Record makes results durable, all that a call has settled at once, before any caller of
	// [Batcher.Do] sees its own. It is called for items whose callers have gone, too. After an error
	// none of them is settled: they go back to the front and are sent again, so Call must bear repeating.
	Record(ctx context.Context, settled []Settled[T, R]) error
}
