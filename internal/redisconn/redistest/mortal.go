package redistest

import (
	"context"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Mortal is a process's only way to Redis that can break for good, in the middle of a command, as
// when the process is killed there: what was sent before has been carried out, nothing after
// reaches Redis any more.
type Mortal struct {
	dead atomic.Bool
	// fatal says whether the process dies at a command: before it is sent, or after it was
	// carried out and before its answer is read.
	fatal func(at Moment, command string) bool
	mu    sync.Mutex // one command at a time is looked at: fatal counts them
}

// Moment is a moment in the life of a command.
type Moment string

// The moments at which a process can die.
const (
	Before Moment = "before" // the command is sent
	After  Moment = "after"  // it was carried out, and before its answer is read
)

// deadWait keeps what a dead process leaves running from spinning; it is not seen from outside.
const deadWait = 100 * time.Millisecond

// NewMortal returns a client of the Redis that client is one of, which is closed with the test, and
// dies at the first command, as it could be typed, that fatal picks. fatal is called for one
// command at a time.
func NewMortal(tb testing.TB, client redis.UniversalClient, fatal func(at Moment, command string) bool) (*redis.Client, *Mortal) {
	tb.Helper()
	options := *client.(*redis.Client).Options()
	mortal, m := redis.NewClient(&options), &Mortal{fatal: fatal}
	mortal.AddHook(m)
	tb.Cleanup(func() { _ = mortal.Close() })
	return mortal, m
}

// Dead says whether the process is dead.
func (m *Mortal) Dead() bool { return m.dead.Load() }

//trackreg:sleeps so that a dead process does not spin; nothing waits for it
func (m *Mortal) die(at Moment, cmds ...redis.Cmder) error {
	m.look(at, cmds)
	if m.dead.Load() {
		time.Sleep(deadWait)
		return net.ErrClosed
	}
	return nil
}

// look ends the process if one of the commands is fatal.
func (m *Mortal) look(at Moment, cmds []redis.Cmder) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, cmd := range cmds {
		if !m.dead.Load() && m.fatal(at, text(cmd)) {
			m.dead.Store(true)
		}
	}
}

// text is a command as it could be typed.
func text(cmd redis.Cmder) string {
	var b strings.Builder
	for i, arg := range cmd.Args() {
		if i > 0 {
			b.WriteByte(' ')
		}
		if s, ok := arg.(string); ok {
			b.WriteString(s)
		}
	}
	return b.String()
}

// DialHook implements redis.Hook.
func (m *Mortal) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (m *Mortal) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if err := m.die(Before, cmd); err != nil {
			cmd.SetErr(err)
			return err
		}
		err := next(ctx, cmd)
		if dead := m.die(After, cmd); dead != nil {
			cmd.SetErr(dead)
			return dead
		}
		return err
	}
}

// ProcessPipelineHook implements redis.Hook.
func (m *Mortal) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if err := m.die(Before, cmds...); err != nil {
			return failAll(cmds, err)
		}
		err := next(ctx, cmds)
		if dead := m.die(After, cmds...); dead != nil {
			return failAll(cmds, dead)
		}
		return err
	}
}

func failAll(cmds []redis.Cmder, err error) error {
	for _, cmd := range cmds {
		cmd.SetErr(err)
	}
	return err
}
