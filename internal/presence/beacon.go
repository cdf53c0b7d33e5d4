package presence

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

const (
	// beatEvery is how often a process says that it is there.
	beatEvery = 5 * time.Second
	// countsFor is how long it is believed to be: two beats may fail.
	countsFor = 3 * beatEvery
	// leaveTimeout bounds the wait for Redis of a process that ends.
	leaveTimeout = time.Second
)

// Process is what does not change of a process.
type Process struct {
	Name    string // that no other has
	Host    string
	PID     int
	Version string
	Since   time.Time
	// Passing says that it ends with a job of its own, and reads no inlet.
	Passing bool
}

// Load is what a process holds of an account now.
type Load struct {
	InHand int64 // numbers in its handlers
	InCall int64 // those of them that are in a call
	// KeyTrouble is why the account's key cannot be read anew, so that the last one is used on; "": it can.
	KeyTrouble string
}

// Account is one that a process serves.
type Account struct {
	Name string
	Load func() Load // safe for concurrent use
}

// said is what a process says of itself to an account's others. Processes of other versions read
// it: fields are added, never changed.
type said struct {
	Host    string    `json:"host"`
	PID     int       `json:"pid"`
	Version string    `json:"version"`
	Since   time.Time `json:"since"`
	Passing bool      `json:"passing,omitempty"`
	InHand  int64     `json:"in_hand"`
	InCall  int64     `json:"in_call"`

	KeyTrouble string `json:"key_trouble,omitempty"`
}

// Beacon says for a process that it serves accounts.
type Beacon struct {
	Redis    redis.UniversalClient
	Process  Process
	Accounts []Account
	OnRedis  func(error) // is told how each use of Redis went, nil for well
}

// Run says it at once and every five seconds, until ctx ends; then it takes it back, waits a second
// at the longest for that, and returns nil.
func (b *Beacon) Run(ctx context.Context) error {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		if err := b.beat(ctx); ctx.Err() == nil {
			b.OnRedis(err)
		}
		select {
		case <-ctx.Done():
			b.leave(context.WithoutCancel(ctx))
			return nil
		case <-tick.C:
		}
	}
}

func (b *Beacon) beat(ctx context.Context) error {
	all := make([]one, len(b.Accounts))
	for i, a := range b.Accounts {
		load := a.Load()
		text, err := json.Marshal(said{
			Host: b.Process.Host, PID: b.Process.PID, Version: b.Process.Version, Since: b.Process.Since.UTC(),
			Passing: b.Process.Passing, InHand: load.InHand, InCall: load.InCall, KeyTrouble: load.KeyTrouble,
		})
		if err != nil {
			return fmt.Errorf("say that account %s is served: %w", a.Name, err)
		}
		all[i] = one{keyspace.Account(a.Name).Workers(), []any{b.Process.Name, countsFor.Microseconds(), text}}
	}
	if _, err := runAll(ctx, b.Redis, beatScript, all); err != nil {
		return fmt.Errorf("say that accounts are served: %w", err)
	}
	return nil
}

// leave takes back what was said. Where Redis does not take that, it runs out by itself.
func (b *Beacon) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, leaveTimeout)
	defer cancel()
	pipe := b.Redis.Pipeline()
	for _, a := range b.Accounts {
		pipe.HDel(ctx, keyspace.Account(a.Name).Workers(), b.Process.Name)
	}
	_, _ = pipe.Exec(ctx)
}
