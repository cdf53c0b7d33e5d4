package redistest

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// readyWithin bounds the wait for the first answer to PING.
	readyWithin = 20 * time.Second
	// portTries is how often another port is tried: between finding a free one and the
	// server's own bind another process may take it.
	portTries = 5
	// stopWithin bounds a stop in good order; after it the process is killed.
	stopWithin = 10 * time.Second
)

// process is a redis-server as a child of the test.
type process struct {
	path    string
	dir     string
	options options
	addr    string
	secured *Secured // nil without TLS

	cmd  *exec.Cmd
	done chan struct{} // closed when the child has been waited for
}

func startProcess(tb testing.TB, path string, opts []Option) *Server {
	tb.Helper()
	p := &process{path: path, dir: tb.TempDir()}
	for _, opt := range opts {
		opt(&p.options)
	}
	tb.Cleanup(func() { p.kill(tb) })
	var err error
	for range portTries {
		p.addr = freeAddr(tb)
		if p.options.tls {
			p.secured = newSecured(tb)
		}
		if err = p.launch(); err == nil {
			return &Server{Addr: p.addr, URL: "redis://" + p.addr + "/0", TLS: p.secured, Real: true, tb: tb, back: p}
		}
	}
	tb.Fatalf("redistest: redis-server does not start: %v\n%s", err, p.log())
	return nil
}

func (p *process) run(tb testing.TB) {
	tb.Helper()
	if err := p.launch(); err != nil {
		tb.Fatalf("redistest: redis-server does not start again on %s: %v\n%s", p.addr, err, p.log())
	}
}

// launch starts the child and waits until it answers.
func (p *process) launch() error {
	host, port, err := net.SplitHostPort(p.addr)
	if err != nil {
		return err
	}
	var args []string
	if p.options.config != "" {
		args = append(args, p.options.config)
	}
	args = append(args, "--bind", host, "--port", port, "--dir", p.dir, "--logfile", "redis.log",
		"--save", "", "--appendonly", "no")
	args = append(args, p.options.args...)
	if p.secured != nil {
		args = append(args, p.secured.args()...)
	}
	cmd := exec.Command(p.path, args...)
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = cmd.Wait()
	}()
	p.cmd, p.done = cmd, done
	if err := p.awaitReady(); err != nil {
		p.end(syscall.SIGKILL)
		return err
	}
	return nil
}

// awaitReady polls PING until the server answers, its process ends, or the time is over.
func (p *process) awaitReady() error {
	client := redis.NewClient(&redis.Options{Addr: p.addr, MaxRetries: -1})
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), readyWithin)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		// Another process on the port would answer too: the child must be the one. While it
		// loads its data it answers INFO, but nothing else.
		info, err := client.Info(ctx, "server").Result()
		if err == nil && isOwn(info, p.cmd.Process.Pid) && client.Ping(ctx).Err() == nil {
			return nil
		}
		select {
		case <-p.done:
			return errors.New("its process ended")
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

func (p *process) kill(testing.TB) { p.end(syscall.SIGKILL) }

func (p *process) stop(testing.TB) { p.end(syscall.SIGTERM) }

// end sends the signal and waits for the child's end. It does nothing to one that has ended.
func (p *process) end(sig syscall.Signal) {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Signal(sig)
	select {
	case <-p.done:
	case <-time.After(stopWithin):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
	p.cmd = nil
}

// log returns what the server wrote, for a failing test's message.
func (p *process) log() string {
	text, err := os.ReadFile(filepath.Join(p.dir, "redis.log"))
	if err != nil {
		return err.Error()
	}
	return string(text)
}
