package gathering

import "context"

type causeKey struct{}

// WithCause returns a context under which the error of the last gathered call
// is left in cause, as Redis gave it; nil if it went well. asynq passes errors on
// as text, by which a trouble of Redis's could not be told from another.
func WithCause(ctx context.Context, cause *error) context.Context {
	return context.WithValue(ctx, causeKey{}, cause)
}
