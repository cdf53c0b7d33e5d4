package importer_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
)

// fromFolder has the rig read the files of a folder, which have to rest for ten seconds.
func (r *rig) fromFolder() (dir string) {
	dir = r.t.TempDir()
	r.of.Source, r.of.SettledAfter = configs.Source{Path: filepath.Join(dir, "*.csv")}, 10*time.Second
	r.of.Split = true // as the settings have it by default
	r.o.Source = source.New
	return dir
}

// putAt writes a file now, by the clock of the test.
func putAt(t *testing.T, dir, name, text string) {
	t.Helper()
	path, now := filepath.Join(dir, name), time.Now()
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	require.NoError(t, os.Chtimes(path, now, now))
}

//trackreg:sleeps on the virtual clock
func TestAFileWhoseWriterStopsInTheMiddleOfARow(t *testing.T) {
	virtually(t, func(r *rig) {
		dir := r.fromFolder()
		putAt(t, dir, "a.csv", "number\nGOOD12345\nGOOD1234")
		r.sell()
		r.work()
		id := r.start()
		time.Sleep(30 * time.Second)
		state := r.state(id)
		require.Equal(t, ledger.Waiting, state.Phase)
		require.Contains(t, state.Why, "a.csv does not end with a whole line, and may still be written", "who looks is told what for")

		putAt(t, dir, "a.csv", "number\nGOOD12345\nGOOD123456\n")
		state = r.ended(id)
		require.Equal(t, ledger.Finished, state.Phase, state.Why)
		require.EqualValues(t, 2, state.Counts.Registered)
		require.Empty(t, state.Problems)
		require.Len(t, r.outcomes(), 2)
		require.Contains(t, r.outcomes(), "GOOD123456", "and not what stood there in between")
		require.FileExists(t, filepath.Join(dir, "done", "a.csv"))
	})
}

//trackreg:sleeps on the virtual clock
func TestARunWaitsAnHourForAFileThatGrows(t *testing.T) {
	if testing.Short() {
		t.Skip("an hour of a worker's looks takes seconds")
	}
	virtually(t, func(r *rig) {
		dir := r.fromFolder()
		putAt(t, dir, "whole.csv", "number\nGOOD12345\n")
		r.work()
		id := r.start()
		text := "number\n"
		for range 1000 {
			text += "GOOD12345\n"
			putAt(t, dir, "log.csv", text)
			time.Sleep(4 * time.Second)
		}
		r.sell()
		state := r.ended(id)
		require.Equal(t, ledger.Failed, state.Phase, "who waits for the file has to hear of it")
		require.Contains(t, state.Why, "log.csv is still being written")
		require.Regexp(t, `; it was waited for for 1h0m\d+s and is left to the next run$`, state.Why)
		require.EqualValues(t, 1, state.Counts.Registered, "the others are read")
		require.FileExists(t, filepath.Join(dir, "log.csv"))
		require.FileExists(t, filepath.Join(dir, "done", "whole.csv"))

		time.Sleep(time.Minute)
		state = r.ended(r.start(importer.By{Due: "2026-11-25T02:00"}))
		require.Equal(t, ledger.Finished, state.Phase, state.Why)
		require.EqualValues(t, 1000, state.Counts.Read)
	})
}

//trackreg:sleeps on the virtual clock
func TestARunThatWaitsForAFileCanBeCancelled(t *testing.T) {
	virtually(t, func(r *rig) {
		dir := r.fromFolder()
		putAt(t, dir, "a.csv", "number\nGOOD1234")
		r.work()
		id := r.start()
		time.Sleep(5 * time.Second)
		_, err := importer.Cancel(r.t.Context(), r.o, r.of)
		require.NoError(t, err)
		state := r.ended(id)
		require.Equal(t, ledger.Cancelled, state.Phase)
		require.Equal(t, "cancelled by hand before it began", state.Why)
	})
}

// TestARehearsalLooksTwice says of files what a run would wait for.
//
//trackreg:sleeps on the virtual clock
func TestARehearsalLooksTwice(t *testing.T) {
	virtually(t, func(r *rig) {
		dir := r.fromFolder()
		putAt(t, dir, "whole.csv", "number\nGOOD12345\n")
		putAt(t, dir, "half.csv", "number\nGOOD1234")
		began := time.Now()
		found, err := importer.Rehearse(r.t.Context(), r.o, r.of, false)
		require.NoError(t, err)
		require.Equal(t, 10*time.Second, time.Since(began))
		require.Len(t, found.Parts, 1)
		require.EqualValues(t, 1, found.Counts.Queued)
		require.Len(t, found.Problems, 1)
		require.Contains(t, found.Problems[0].Message, "half.csv does not end with a whole line")

		began = time.Now()
		time.Sleep(time.Minute)
		found, err = importer.Rehearse(r.t.Context(), r.o, r.of, false)
		require.NoError(t, err)
		require.Equal(t, time.Minute, time.Since(began), "what rests is read at once")
		require.Len(t, found.Parts, 2)
	})
}

func TestALinkIsAProblemOfTheRun(t *testing.T) {
	virtually(t, func(r *rig) {
		dir := r.fromFolder()
		r.of.SettledAfter = 0
		putAt(t, dir, "a.csv", "number\nGOOD12345\n")
		require.NoError(t, os.Symlink("/etc/passwd", filepath.Join(dir, "b.csv")))
		r.sell()
		r.work()
		state := r.ended(r.start())
		require.Equal(t, ledger.Failed, state.Phase)
		require.Contains(t, state.Why, "b.csv is a symbolic link")
		require.Equal(t, filepath.Join(dir, "b.csv"), state.Problems[0].Part)
		require.EqualValues(t, 1, state.Counts.Registered)
	})
}
