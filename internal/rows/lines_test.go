package rows

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func linesOf(t require.TestingT, in io.Reader) []string {
	r := &lineReader{in: bufio.NewReaderSize(in, maxLine)}
	var all []string
	for {
		l, err := r.next()
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		require.Equal(t, len(all)+1, l.number)
		if l.cut {
			l.text = "(cut)"
		}
		all = append(all, l.text)
	}
}

func TestLinesEndInAnyWay(t *testing.T) {
	long := strings.Repeat("x", maxLine-10)
	for text, want := range map[string][]string{
		"":                              nil,
		"a":                             {"a"},
		"a\n":                           {"a"},
		"a\r":                           {"a"},
		"a\r\n":                         {"a"},
		"a\nb\r\nc\rd":                  {"a", "b", "c", "d"},
		"a\r\rb\n\nc\r\n\r\nd":          {"a", "", "b", "", "c", "", "d"},
		"a\r\nb\rc\r\n":                 {"a", "b", "c"},
		"\r":                            {""},
		"\n\r":                          {"", ""},
		long + "\r" + long + "\r" + "z": {long, long, "z"},
		long + "\r\n" + long + "\r\nz":  {long, long, "z"},
		long + long + "\rb\rc":          {"(cut)", "b", "c"},
		long + long + long + "\nb":      {"(cut)", "b"},
		"a\r" + long + long + "\nb":     {"a", "(cut)", "b"},
	} {
		require.Equal(t, want, linesOf(t, strings.NewReader(text)), "%.40q", text)
		require.Equal(t, want, linesOf(t, iotest.OneByteReader(strings.NewReader(text))), "%.40q byte by byte", text)
	}
}

func TestLinesProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		var want []string
		for range rapid.IntRange(0, 20).Draw(t, "lines") {
			one := strings.Repeat("x", rapid.SampledFrom([]int{0, 1, 5, 1000, maxLine / 2, maxLine - 3}).Draw(t, "length"))
			want = append(want, one)
			// A bare CR before an empty line that ends in LF would be a CRLF.
			end := "\r\n"
			if one != "" || text.Len() == 0 || !strings.HasSuffix(text.String(), "\r") {
				end = rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "end")
			}
			text.WriteString(one + end)
		}
		if strings.Contains(text.String(), "\r\n") && len(want) == 0 {
			return
		}
		require.Equal(t, want, linesOf(t, strings.NewReader(text.String())))
	})
}
