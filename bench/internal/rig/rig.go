package rig

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// Options say what a rig is made of.
type Options struct {
	Binary      string   // trackreg, as Build made it
	Dir         string   // for files; made if need be
	RedisArgs   []string // further arguments of redis-server, such as Durable
	SandboxArgs []string // further arguments of trackreg sandbox
}

// Rig is a Redis, a sandbox and the workers that were started on them. Its
// methods are safe for concurrent use, but for Close, which comes last.
type Rig struct {
	Redis   *Redis
	Sandbox *Sandbox

	binary string
	dir    string

	mu      sync.Mutex
	workers []*Process
}

// Start starts a Redis and a sandbox. They end with Close, or are killed when
// ctx ends.
func Start(ctx context.Context, o Options) (*Rig, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("rig: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("rig: %w", err)
	}
	r := &Rig{binary: o.Binary, dir: dir}
	if err := r.start(ctx, o); err != nil {
		r.Close()
		return nil, fmt.Errorf("rig: %w", err)
	}
	return r, nil
}

func (r *Rig) start(ctx context.Context, o Options) (err error) {
	if r.Redis, err = newRedis(r.dir, o.RedisArgs); err != nil {
		return err
	}
	if err = r.Redis.Start(ctx); err != nil {
		return err
	}
	r.Sandbox, err = startSandbox(ctx, o.Binary, r.dir, o.SandboxArgs)
	return err
}

// Close kills everything that still runs. The files stay.
func (r *Rig) Close() {
	for _, w := range r.workers {
		w.Kill()
	}
	if r.Sandbox != nil {
		r.Sandbox.process.Kill()
	}
	if r.Redis != nil {
		r.Redis.close()
	}
}
