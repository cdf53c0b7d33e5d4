package docs_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// pages are all pages of the documentation, by their paths from here.
func pages(t *testing.T) []string {
	here, err := filepath.Glob("*.md")
	require.NoError(t, err)
	above, err := filepath.Glob("../*.md")
	require.NoError(t, err)
	require.Contains(t, above, "../README.md")
	return append(above, here...)
}

// block is a fenced block of a page. Its info string says what the tests do with it:
//
//	```sh          the trackreg commands in it must exist, with the flags they have
//	```sh run      every line is carried out, those of one page in their order
//	```csv NAME    a file of that name, for the commands of the page; also yaml
//	```go run      a whole program, which is built and run
//	```js run      the same for node, where that is there
type block struct {
	info string
	line int // of the page
	text string
}

// blocks are the fenced blocks of a page.
func blocks(t *testing.T, page string) []block {
	const fence = "```"
	var all []block
	var open *block
	for i, line := range strings.SplitAfter(read(t, page), "\n") {
		switch info, fenced := strings.CutPrefix(line, fence); {
		case fenced && open == nil:
			open = &block{info: strings.TrimSpace(info), line: i + 1}
		case fenced:
			all = append(all, *open)
			open = nil
		case open != nil:
			open.text += line
		}
	}
	require.Nil(t, open, "%s: a block is not closed", page)
	return all
}

// commands are the lines of a block without comments, continued lines in one.
func (b block) commands() []string {
	var all []string
	text := strings.ReplaceAll(b.text, "\\\n", " ")
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
	return all
}

// words splits a command as a shell does, as far as quotes go; an unquoted #
// begins a comment.
func words(t *testing.T, command string) []string {
	var all []string
	var word strings.Builder
	var quote rune
	in := false
	for _, c := range command + " " {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(c)
		case c == '\'' || c == '"':
			quote, in = c, true
		case c == '#' && !in:
			return all
		case c != ' ':
			in = true
			word.WriteRune(c)
		case in:
			all = append(all, word.String())
			word.Reset()
			in = false
		}
	}
	require.Zero(t, quote, "a quote is not closed: %s", command)
	return all
}
