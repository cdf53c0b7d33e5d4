package rig

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// StartWorker starts a trackreg worker process with these settings. It does not
// wait for the worker to be ready.
func (r *Rig) StartWorker(ctx context.Context, s Settings) (*Process, error) {
	return r.add(func(name string) (*Process, error) {
		path, err := s.write(r.dir, name+".yaml")
		if err != nil {
			return nil, err
		}
		return start(ctx, r.dir, program{
			name: name, path: r.binary, args: []string{"worker", "--config", path}, env: environment(),
		})
	})
}

// StartWorkers starts n workers with the same settings.
func (r *Rig) StartWorkers(ctx context.Context, n int, s Settings) error {
	for range n {
		if _, err := r.StartWorker(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// StartOther starts another program that does a worker's work.
func (r *Rig) StartOther(ctx context.Context, path string, args ...string) (*Process, error) {
	return r.add(func(name string) (*Process, error) {
		return start(ctx, r.dir, program{name: name, path: path, args: args, env: environment()})
	})
}

// add starts a process under the next free name, to be ended by Close.
func (r *Rig) add(start func(name string) (*Process, error)) (*Process, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	w, err := start(fmt.Sprintf("worker-%d", len(r.workers)+1))
	if err != nil {
		return nil, err
	}
	r.workers = append(r.workers, w)
	return w, nil
}

// WorkersRun returns an error if a worker has ended by itself.
func (r *Rig) WorkersRun() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, w := range r.workers {
		if err := w.Failure(); err != nil {
			return err
		}
	}
	return nil
}

// Run runs a trackreg command to its end and returns what it printed.
func (r *Rig) Run(ctx context.Context, s Settings, args ...string) (string, error) {
	path, err := s.write(r.dir, "command.yaml")
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, r.binary, append(args, "--config", path)...)
	cmd.Dir, cmd.Env = r.dir, environment()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("trackreg %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

// environment is this process's, with the rig's key and without any other
// setting of trackreg's, which would win over the file.
func environment() []string {
	var kept []string
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "TRACKREG_") && !strings.HasPrefix(pair, "TRACK17_") {
			kept = append(kept, pair)
		}
	}
	return append(kept, "TRACK17_KEY="+Key)
}
