//go:build unix

package smallfile

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestAFileIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(path, []byte("hush\n"), 0o600))
	text, err := Read(path)
	require.NoError(t, err)
	require.Equal(t, "hush\n", string(text))
	_, err = Read(path + "x")
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = Read(filepath.Dir(path))
	require.Error(t, err)
}

func TestAFileThatNeverEndsIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large")
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, file.Truncate(1<<40))
	require.NoError(t, file.Close())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = Read(path)
	runtime.ReadMemStats(&after)
	require.ErrorIs(t, err, ErrLarge)
	require.ErrorContains(t, err, path)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(16*Most))
}

func TestAPipeIsReadAsFarAsItIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	text, err := Read(path)
	require.NoError(t, err, "to which nobody writes")
	require.Empty(t, text)

	both, err := os.OpenFile(path, os.O_RDWR, 0)
	require.NoError(t, err)
	_, err = New(path).Read(time.Millisecond)
	require.ErrorIs(t, err, ErrSlow, "to which somebody may still write")
	require.ErrorContains(t, err, path)
	require.NoError(t, both.Close()) // which ends the read that was left behind
}

// TestADeadDiskHoldsUpEachReaderForABoundedTime has a disk that answers after an hour.
func TestADeadDiskHoldsUpEachReaderForABoundedTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var begun atomic.Int32
		f := New("/dead/key")
		f.read = func(string) ([]byte, error) {
			if begun.Add(1) == 1 {
				time.Sleep(time.Hour)
			}
			return []byte("hush"), nil
		}
		from := time.Now()
		_, err := f.Read(time.Second)
		require.ErrorIs(t, err, ErrSlow)
		require.Equal(t, time.Second, time.Since(from))
		for range 100 {
			_, err = f.Read(time.Second)
			require.ErrorIs(t, err, ErrSlow)
		}
		require.Equal(t, time.Second, time.Since(from), "the others not at all")
		require.EqualValues(t, 1, begun.Load())

		time.Sleep(time.Hour)
		synctest.Wait()
		text, err := f.Read(time.Second)
		require.NoError(t, err, "when it answers again")
		require.Equal(t, "hush", string(text))
	})
}

func TestReadersAtOnceEachReadForThemselves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := New("/slow/key")
		f.read = func(string) ([]byte, error) { time.Sleep(time.Second); return nil, errors.New("no") }
		ended := make(chan time.Duration, 3)
		from := time.Now()
		for range 3 {
			go func() {
				_, _ = f.Read(time.Minute)
				ended <- time.Since(from)
			}()
		}
		for want := range 3 {
			require.Equal(t, time.Duration(want+1)*time.Second, <-ended)
		}
	})
}
