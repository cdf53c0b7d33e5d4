package source_test

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/source"
)

// asNobody calls f as one who may not read what is root's; no other thread is touched.
func asNobody(t *testing.T, f func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		f()
		return
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	change := func(uid uintptr) {
		_, _, _ = syscall.RawSyscall(syscall.SYS_SETFSUID, uid, 0, 0) // it tells the one before, and no error
	}
	change(65534)
	defer change(0)
	f()
}

// openFolder is a folder that others may enter; those above a TempDir are closed to them.
func openFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "source-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755))
	return dir
}

func TestFileWithoutPermission(t *testing.T) {
	dir := openFolder(t)
	r := files(t, write(t, filepath.Join(dir, "numbers.csv"), "number\nAB12345\n"))
	part := r.part()
	require.NoError(t, os.Chmod(part.Name, 0))
	part = r.part()
	closed := write(t, filepath.Join(dir, "closed", "a.csv"), "number\nAB12345\n")
	require.NoError(t, os.Chmod(filepath.Dir(closed), 0))
	inClosed := files(t, filepath.Join(dir, "closed", "*.csv"))
	asNobody(t, func() {
		_, err := r.Open(t.Context(), part, source.Position{})
		require.ErrorContains(t, asError(t, err), "numbers.csv may not be read by this process: let the worker's user read it")
		_, err = inClosed.Parts(t.Context())
		require.ErrorContains(t, asError(t, err), "closed may not be read", "and not that there are no files")
	})
}

func TestDoneWithoutPermission(t *testing.T) {
	dir := openFolder(t)
	r := files(t, write(t, filepath.Join(dir, "numbers.csv"), "number\nAB12345\n"))
	part := r.part()
	require.NoError(t, os.Chmod(dir, 0o555))
	asNobody(t, func() {
		moved, err := r.Finish(t.Context(), part)
		require.ErrorContains(t, asError(t, err), "cannot be moved to done: permission denied: let the worker's user write in its folder")
		require.False(t, moved)
	})
	require.FileExists(t, part.Name)
}
