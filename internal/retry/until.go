package retry

import "context"

// Policy is how something is repeated that must be done in the end.
type Policy struct {
	Backoff Backoff
	// Saw is told how each try went, nil for well; nil: nobody. An error that comes of the
	// context's end is none of a try's.
	Saw func(error)
	// Final says which errors no repeat mends; nil: none. Saw is not told of them.
	Final func(error) bool
}

// Until repeats do until it succeeds or fails for good, or ctx ends, whose error it then returns.
func Until[T any](ctx context.Context, p Policy, do func(context.Context) (T, error)) (T, error) {
	for tries := 1; ; tries++ {
		v, err := do(ctx)
		switch {
		case err == nil:
			p.saw(nil)
			return v, nil
		case p.Final != nil && p.Final(err):
			return v, err
		case ctx.Err() != nil:
			return v, ctx.Err()
		}
		p.saw(err)
		if err := Wait(ctx, p.Backoff.After(tries)); err != nil {
			return v, err
		}
	}
}

func (p Policy) saw(err error) {
	if p.Saw != nil {
		p.Saw(err)
	}
}
