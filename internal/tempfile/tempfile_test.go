package tempfile_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/tempfile"
)

func TestNothingIsLeftBehind(t *testing.T) {
	folder := t.TempDir()
	file, err := tempfile.New(folder)
	require.NoError(t, err)
	_, err = file.WriteString("x")
	require.NoError(t, err)
	require.NoError(t, tempfile.Discard(file))
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Empty(t, left)
	_, err = tempfile.New(folder + "/none")
	require.ErrorIs(t, err, os.ErrNotExist)
}
