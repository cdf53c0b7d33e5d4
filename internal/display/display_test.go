package display_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/display"
)

var frame = display.Frame{Head: "1,240 of 3,000", Details: []string{"118.7/s", "7 failed"}, Done: 1240, Whole: 3000}

func TestLinesSayWhatIsShown(t *testing.T) {
	var out bytes.Buffer
	lines := display.NewLines(&out)
	lines.Show(frame)
	_, err := display.NoteWriter{Display: lines}.Write([]byte("something happened\n"))
	require.NoError(t, err)
	lines.Show(display.Frame{Head: "1,240 of ?"})
	lines.Close()
	require.Equal(t, "1,240 of 3,000, 118.7/s, 7 failed\nsomething happened\n1,240 of ?\n", out.String())
}

func TestBarSaysTheSame(t *testing.T) {
	var out bytes.Buffer
	bar := display.NewBar(&out)
	bar.Show(frame)
	bar.Note("something happened")
	bar.Close()
	require.Contains(t, out.String(), "something happened")
	require.Contains(t, out.String(), "1,240 of 3,000")
	require.Contains(t, out.String(), "118.7/s, 7 failed")
}
