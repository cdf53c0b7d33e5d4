package dbtest

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// owner is who runs a server: neither will run as root.
type owner struct{ credential *syscall.Credential }

// ownerOf is the first of the users that there is, or this process's own where it is not root's.
func ownerOf(names ...string) (owner, error) {
	if os.Geteuid() != 0 {
		return owner{}, nil
	}
	for _, name := range append(names, "nobody") {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(found.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(found.Gid, 10, 32)
		if err := errors.Join(errUID, errGID); err != nil {
			return owner{}, err
		}
		return owner{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
	}
	return owner{}, errors.New("no user to run a server is found")
}

// folder makes a folder that the owner may write.
func (o owner) folder() (string, error) {
	dir, err := os.MkdirTemp("", "dbtest-")
	if err == nil && o.credential != nil {
		err = os.Chown(dir, int(o.credential.Uid), int(o.credential.Gid))
	}
	return dir, err
}

// command is a command of the owner's, which ends with this process whatever ends it.
func (o owner) command(program, dir string, arguments ...string) *exec.Cmd {
	cmd := exec.Command(program, arguments...)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: o.credential, Pdeathsig: syscall.SIGKILL}
	return cmd
}
