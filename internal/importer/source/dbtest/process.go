package dbtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// stopWithin bounds a stop in good order; after it the process is killed.
const stopWithin = 10 * time.Second

// missingError says that a program is not on this machine.
type missingError struct{ program string }

// Error implements error.
func (e missingError) Error() string { return "there is no " + e.program + " on this machine" }

// process is a server as a child of the test.
type process struct {
	cmd  *exec.Cmd
	end  os.Signal     // by which it ends at once
	done chan struct{} // closed when the child has been waited for
}

// run carries out a command to its end.
func run(cmd *exec.Cmd) error {
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(cmd.Path), err, out)
	}
	return nil
}

// start starts a server, whose output goes to the file log in its folder.
func start(cmd *exec.Cmd, end os.Signal) (*process, error) {
	out, err := os.Create(filepath.Join(cmd.Dir, "log"))
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, end: end, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		_ = cmd.Wait()
	}()
	return p, nil
}

// stop ends the child and waits for its end.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(p.end)
	select {
	case <-p.done:
	case <-time.After(stopWithin):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
}
