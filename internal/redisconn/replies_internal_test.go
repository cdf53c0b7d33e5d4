package redisconn

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// replies draws a reply of any kind, nested up to depth deep.
func replies(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		text := func() string {
			s := rapid.StringMatching(`[a-z\r\n$*%]{0,30}`).Draw(t, "text")
			return fmt.Sprintf("%s%d\r\n%s\r\n", rapid.SampledFrom([]string{"$", "=", "!"}).Draw(t, "kind"), len(s), s)
		}
		kinds := []func() string{
			text, text,
			func() string {
				return rapid.SampledFrom([]string{"+OK\r\n", "-ERR no\r\n", ":17\r\n", "$-1\r\n", "*-1\r\n", "*0\r\n", "$0\r\n\r\n", "_\r\n", "#t\r\n", ",1.5\r\n", "%0\r\n"}).Draw(t, "short")
			},
		}
		if depth > 0 {
			kinds = append(kinds, func() string {
				parts := rapid.SliceOfN(replies(depth-1), 1, 4).Draw(t, "parts")
				return fmt.Sprintf("%s%d\r\n%s", rapid.SampledFrom([]string{"*", "~", ">"}).Draw(t, "kind"), len(parts), strings.Join(parts, ""))
			}, func() string {
				pair := replies(depth - 1)
				return "%1\r\n" + pair.Draw(t, "key") + pair.Draw(t, "value")
			}, func() string {
				pair := replies(depth - 1)
				return "|1\r\n" + pair.Draw(t, "key") + pair.Draw(t, "value") + pair.Draw(t, "of")
			})
		}
		return kinds[rapid.IntRange(0, len(kinds)-1).Draw(t, "which")]()
	})
}

func TestTheEndOfEachReplyIsKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(replies(3), 1, 6).Draw(t, "replies")
		r := reply{left: ReplyMost}
		for _, one := range all {
			for len(one) > 0 {
				require.False(t, r.long)
				n := rapid.IntRange(1, len(one)).Draw(t, "piece")
				r.pass([]byte(one[:n]))
				if one = one[n:]; len(one) > 0 {
					require.Less(t, r.left, int64(ReplyMost), "in the midst of it")
				}
			}
			require.Equal(t, reply{left: ReplyMost, line: []byte{}}, r, "at its end")
		}
	})
}

func TestALongReplyIsKnownBeforeItComes(t *testing.T) {
	for what, head := range map[string]string{
		"a text":              fmt.Sprintf("$%d\r\n", TextMost+1),
		"half a gigabyte":     "$536870912\r\n",
		"in an array":         "*4\r\n*1\r\n+x\r\n" + strings.Repeat(fmt.Sprintf("$%d\r\n%s\r\n", TextMost, strings.Repeat("x", TextMost)), 3),
		"millions of parts":   "*4000000\r\n",
		"millions of pairs":   "%2000000\r\n",
		"an endless line":     "+" + strings.Repeat("x", ReplyMost+1),
		"many of small texts": "*1900000\r\n" + strings.Repeat("$17\r\n12345678901234567\r\n", 1_900_000),
	} {
		r := reply{left: ReplyMost}
		for piece := range slices.Chunk([]byte(head), 1000) {
			r.pass(piece)
		}
		require.True(t, r.long, what)
	}
	r := reply{left: ReplyMost}
	for range 100 {
		r.pass([]byte("*1\r\n$1048576\r\n" + strings.Repeat("x", 1<<20) + "\r\n"))
	}
	require.False(t, r.long, "many replies may be as long as they like")
}
