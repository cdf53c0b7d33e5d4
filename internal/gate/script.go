package gate

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// What every script begins with: the hash and the settings, the rules of the pace and of the latches, the
// answer.
var (
	//go:embed state.lua
	stateLua string
	//go:embed pace.lua
	paceLua string
	//go:embed latch.lua
	latchLua string
	//go:embed effect.lua
	effectLua string
)

func newScript(body string) *redis.Script {
	return redis.NewScript(stateLua + paceLua + latchLua + effectLua + body)
}

// run runs a script with the settings before its own arguments; doing says what for, in an error.
func (g *Gate) run(ctx context.Context, s *redis.Script, doing string, args ...any) (*reply, error) {
	v, err := s.Run(ctx, g.rdb, []string{g.key}, append(g.settings(), args...)...).Slice()
	if err != nil {
		return nil, fmt.Errorf("gate %s: %s: %w", g.key, doing, err)
	}
	return &reply{doing: doing, rest: v}, nil
}

// settings are ARGV[1] to ARGV[7] of every script; state.lua explains them.
func (g *Gate) settings() []any {
	var reset int64
	if g.o.DailyReset != nil {
		if t := g.o.DailyReset(); !t.IsZero() {
			reset = t.UnixMicro()
		}
	}
	return []any{
		strconv.FormatFloat(g.o.RequestsPerSecond, 'f', -1, 64), g.o.BatchSize, g.o.CallTimeout.Microseconds(),
		g.o.QuotaReserve, g.o.QuotaWarn, reset, strconv.FormatFloat(g.o.Jitter(), 'f', 9, 64),
	}
}

// reply reads a script's answer, one value after another. A value that is missing or of another type
// reads as zero and is told by err.
type reply struct {
	doing string
	rest  []any
	short bool
}

func (r *reply) next() any {
	if len(r.rest) == 0 {
		r.short = true
		return nil
	}
	v := r.rest[0]
	r.rest = r.rest[1:]
	return v
}

func (r *reply) int() int64      { return integer(r.next()) }
func (r *reply) text() string    { s, _ := r.next().(string); return s }
func (r *reply) list() []any     { l, _ := r.next().([]any); return l }
func (r *reply) time() time.Time { return instant(r.int()) }

func (r *reply) err() error {
	if r.short {
		return fmt.Errorf("gate: %s: the script's answer is too short", r.doing)
	}
	return nil
}

// integer reads an int64 that Redis sent as an integer or as text; anything else is 0.
func integer(v any) int64 {
	switch v := v.(type) {
	case int64:
		return v
	case string:
		n, _ := strconv.ParseInt(v, 10, 64)
		return n
	}
	return 0
}

// instant is the time of a number of microseconds since 1970; 0 is the zero time.
func instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros)
}

// micros is the reverse of instant.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
