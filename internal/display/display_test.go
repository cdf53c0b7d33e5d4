package display_test

import (
	"bytes"
	"io"
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

// TestNoDisplayGivesATerminalOrdersOfOthers shows what a vendor, or a file's name, may hold.
func TestNoDisplayGivesATerminalOrdersOfOthers(t *testing.T) {
	const hostile = "\x1b]0;owned\x07\u202e\nforged"
	const shown = `\u001b]0;owned\u0007\u202e\u000aforged`
	for name, open := range map[string]func(w io.Writer) display.Display{
		"bar":   func(w io.Writer) display.Display { return display.NewBar(w) },
		"lines": func(w io.Writer) display.Display { return display.NewLines(w) },
	} {
		var out bytes.Buffer
		d := open(&out)
		d.Show(display.Frame{Head: "1 of " + hostile, Details: []string{hostile}, Done: 1, Whole: 2})
		d.Note("in " + hostile)
		d.Close()
		require.Contains(t, out.String(), "1 of "+shown, name)
		require.Contains(t, out.String(), "in "+shown, name)
		require.NotContains(t, out.String(), "\x1b]0;", name)
		require.NotContains(t, out.String(), "\u202e", name)
		require.NotContains(t, out.String(), "\nforged", name)
	}
}
