package rig

import (
	"context"
	"time"
)

// sandboxReady bounds the start of the sandbox.
const sandboxReady = 10 * time.Second

// Sandbox is a trackreg sandbox process. Its methods are safe for concurrent use.
type Sandbox struct {
	url     string
	process *Process
}

// startSandbox starts a sandbox on a free port and returns when it answers.
func startSandbox(ctx context.Context, binary, dir string, args []string) (*Sandbox, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	process, err := start(ctx, dir, program{
		name: "sandbox", path: binary, env: environment(),
		args: append([]string{"sandbox", "--listen", addr}, args...),
	})
	if err != nil {
		return nil, err
	}
	s := &Sandbox{url: "http://" + addr, process: process}
	err = process.await(ctx, sandboxReady, func(ctx context.Context) error {
		_, err := s.Summaries(ctx)
		return err
	})
	if err != nil {
		process.Kill()
		return nil, err
	}
	return s, nil
}

// BaseURL is what an account's base_url has to be.
func (s *Sandbox) BaseURL() string { return s.url + "/track/v2.4" }
