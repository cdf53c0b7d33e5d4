package gate

import (
	"context"
	_ "embed"
)

//go:embed hand.lua
var handLua string

var handScript = newScript(handLua)

// Pause closes the account latch by hand; why is for people. It stays closed until [Gate.Resume]. Calls
// in flight end as they would. Pausing a paused account replaces why.
func (g *Gate) Pause(ctx context.Context, why string) (Effect, error) {
	return g.effect(ctx, handScript, "pause", "pause", why)
}

// Resume ends a pause and every other wait by hand: each latch that is closed becomes half-open, so the
// next call is a probe, and the backing-off is forgotten. A probe that then fails does not lengthen the
// wait.
func (g *Gate) Resume(ctx context.Context) (Effect, error) {
	return g.effect(ctx, handScript, "resume", "resume", "")
}

// ProbeNow makes a held account half-open at once, as when its key has changed, and starts its waits
// anew. It does nothing to an account that is not held.
func (g *Gate) ProbeNow(ctx context.Context) (Effect, error) {
	return g.effect(ctx, handScript, "probe", "probe", "")
}
