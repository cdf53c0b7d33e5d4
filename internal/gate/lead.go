package gate

import (
	"context"
	_ "embed"
	"time"
)

//go:embed lead.lua
var leadLua string

var leadScript = newScript(leadLua)

// Lead takes or renews the lease of a role ("keeper", "janitor", "quota") for who, a name no other
// process has, and reports whether who holds it now, for ttl from now. A holder that dies is followed at
// the latest ttl after its last renewal. Errors are Redis's, wrapped.
func (g *Gate) Lead(ctx context.Context, role, who string, ttl time.Duration) (bool, error) {
	r, err := g.run(ctx, leadScript, "lead as "+role, role, who, ttl.Microseconds())
	if err != nil {
		return false, err
	}
	return r.int() == 1, r.err()
}

// Resign gives up the lease of a role if who holds it, so that another process need not wait for its end.
func (g *Gate) Resign(ctx context.Context, role, who string) error {
	_, err := g.run(ctx, leadScript, "resign as "+role, role, who, 0)
	return err
}
