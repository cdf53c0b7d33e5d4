package printable_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/printable"
)

func TestTextShowsWhatATerminalWouldObey(t *testing.T) {
	for text, want := range map[string]string{
		"RR123456785CN":               "RR123456785CN",
		"größer, 中国 邮政\u3000é ✓":      "größer, 中国 邮政\u3000é ✓",
		"\x1b[31mred\x1b[0m":          `\u001b[31mred\u001b[0m`,
		"\x1b]0;title\x07":            `\u001b]0;title\u0007`,
		"a\rb\bc\x7f":                 `a\u000db\u0008c\u007f`,
		"one\nline\tcell":             `one\u000aline\u0009cell`,
		"\u009b31m":                   `\u009b31m`, // CSI in one sign
		"safe\u202egnp.exe":           `safe\u202egnp.exe`,
		"\u2066isolated\u2069\u200f":  `\u2066isolated\u2069\u200f`,
		"\ufefflines\u2028\u2029":     `\ufefflines\u2028\u2029`,
		"tag \U000e0041":              `tag \udb40\udc41`,
		"8-bit \x9b31m, cut \xe4\xb8": `8-bit \ufffd31m, cut \ufffd\ufffd`,
		"\uf8ff":                      `\uf8ff`,
		"":                            "",
	} {
		require.Equal(t, want, printable.Text(text), "%q", text)
		require.Equal(t, want, printable.Text(want), "what is shown is shown the same")
	}
}

func TestLinesKeepsLinesAndTabs(t *testing.T) {
	require.Equal(t, "one\n\ttwo\\u001b\\u000d\n", printable.Lines("one\n\ttwo\x1b\r\n"))
}

// TestWriterShowsTheSameHoweverItIsWritten cuts a text at each place, in the middle of signs too.
func TestWriterShowsTheSameHoweverItIsWritten(t *testing.T) {
	const text = "plain\n\x1b[2J 中国 \u202e \U0001f4e6 \U000e0041 \x9b"
	for cut := range len(text) {
		var out bytes.Buffer
		w := printable.NewWriter(&out)
		for _, part := range []string{text[:cut], text[cut:]} {
			n, err := io.WriteString(w, part)
			require.NoError(t, err)
			require.Equal(t, len(part), n)
		}
		require.NoError(t, w.Flush())
		require.Equal(t, printable.Lines(text), out.String(), cut)
	}
}

// TestWriterLeavesJSONAsItMeans has values be the same when they are read again.
func TestWriterLeavesJSONAsItMeans(t *testing.T) {
	value := map[string]string{"a\u202e": "\x1b[31m \u009b \U000e0041 \x7f 中国\t\n"}
	text, err := json.MarshalIndent(value, "", "\t")
	require.NoError(t, err)
	var out bytes.Buffer
	_, err = printable.NewWriter(&out).Write(text)
	require.NoError(t, err)
	for _, r := range out.String() {
		require.True(t, unicode.IsPrint(r) || r == '\n' || r == '\t', "%q", r)
	}
	var again map[string]string
	require.NoError(t, json.Unmarshal(out.Bytes(), &again))
	require.Equal(t, value, again)
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("the pipe is broken") }

func TestWriterTellsWhatWasNotWritten(t *testing.T) {
	w := printable.NewWriter(broken{})
	n, err := w.Write([]byte("a"))
	require.ErrorContains(t, err, "broken")
	require.Zero(t, n)
	require.Equal(t, broken{}, w.Unwrap())
	w = printable.NewWriter(broken{})
	_, err = w.Write([]byte{0xe4})
	require.NoError(t, err, "the rest of the sign may come")
	require.ErrorContains(t, w.Flush(), "broken")
}
