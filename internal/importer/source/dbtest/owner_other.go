//go:build !linux

package dbtest

import (
	"os"
	"os/exec"
)

// owner is this process's own user.
type owner struct{}

func ownerOf(...string) (owner, error) { return owner{}, nil }

func (owner) folder() (string, error) { return os.MkdirTemp("", "dbtest-") }

func (owner) command(program, dir string, arguments ...string) *exec.Cmd {
	cmd := exec.Command(program, arguments...)
	cmd.Dir = dir
	return cmd
}
