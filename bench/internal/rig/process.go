package rig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// Process is a program that the rig started. Its output is in a file.
type Process struct {
	name string
	log  string // the file
	cmd  *exec.Cmd
	done chan struct{} // closed when the program has been waited for
}

// program says what to start.
type program struct {
	name string // of the log file, and in errors
	path string
	args []string
	env  []string
}

// start runs a program until it ends, ctx ends (which kills it), or it is told to.
func start(ctx context.Context, dir string, p program) (*Process, error) {
	logPath := filepath.Join(dir, p.name+".log")
	log, err := os.OpenFile(logPath, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", p.name, err)
	}
	defer log.Close() // the program has its own descriptor
	cmd := exec.CommandContext(ctx, p.path, p.args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, p.env, log, log
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", p.name, err)
	}
	started := &Process{name: p.name, log: logPath, cmd: cmd, done: make(chan struct{})}
	go func() {
		defer close(started.done)
		_ = cmd.Wait()
	}()
	return started, nil
}

// PID returns the process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Done is closed when the program has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Ended says whether the program is no longer running.
func (p *Process) Ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Kill ends the program at once, as kill -9 does, and waits for its end.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// Stop asks the program to end and waits for that. A program that is still
// there after the given time is killed, and an error returned.
func (p *Process) Stop(within time.Duration) error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
		return nil
	case <-time.After(within):
		p.Kill()
		return fmt.Errorf("%s did not end within %s of SIGTERM", p.name, within)
	}
}

// await polls probe until it succeeds. It gives up when the program ends or the
// time is over; the error then holds the end of the program's output.
func (p *Process) await(ctx context.Context, within time.Duration, probe func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := probe(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-p.done:
			return p.failure(errors.New("it ended"))
		case <-ctx.Done():
			return p.failure(err)
		case <-tick.C:
		}
	}
}

// failure is an error about the program, with what it last had to say.
func (p *Process) failure(err error) error {
	return fmt.Errorf("%s: %w\n%s", p.name, err, tail(p.log))
}

// Failure returns nil while the program runs, else an error that holds the end
// of its output.
func (p *Process) Failure() error {
	if !p.Ended() {
		return nil
	}
	return p.failure(errors.New("it ended by itself"))
}

// tail returns the last 2,000 bytes of a file.
func tail(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}
