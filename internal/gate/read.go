package gate

import "context"

// readScript only reads the hash, at one moment of Redis's clock.
//
// KEYS[1] -> the gate's hash
//
// Answers {now, {}, every field and its value}.
var readScript = newScript("return effect()")

// Read returns the whole state without changing anything. Errors are Redis's, wrapped.
func (g *Gate) Read(ctx context.Context) (State, error) {
	s, err := g.effect(ctx, readScript, "read")
	return s.State, err
}
