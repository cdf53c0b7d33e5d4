package docs_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/inlet"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/smallfile"
	"github.com/trackreg/trackreg/queue"
)

// TestBoundsAreWhatThePageSays holds the page to those that other packages can see.
func TestBoundsAreWhatThePageSays(t *testing.T) {
	text, err := os.ReadFile("bounds.md")
	require.NoError(t, err)
	const kib, mib, gib = 1 << 10, 1 << 20, 1 << 30
	for _, row := range []string{
		fmt.Sprintf("| a number's payload, in every way in | %d KiB,", queue.MaxPayload/kib),
		fmt.Sprintf("| an entry | %d MiB of names and values,", inlet.EntryMost/mib),
		fmt.Sprintf("| one reply of Redis's | %d MiB, and %d MiB of one text", redisconn.ReplyMost/mib, redisconn.TextMost/mib),
		fmt.Sprintf("| a file, unpacked | %d GiB;", rows.DefaultMostUnpacked/gib),
		fmt.Sprintf("| key, token, password, certificate and SSH files | %d MiB; %d s at the start |", smallfile.Most/mib, int(smallfile.Patience.Seconds())),
	} {
		require.Contains(t, string(text), row)
	}
	require.Equal(t, 100_000, inlet.RefusedMost)
	require.Contains(t, string(text), "| refused entries in `in:refused` | the newest 100,000,")
	require.Equal(t, 10_000, inlet.MaxItems)
	require.Contains(t, string(text), "| an array of payloads, in the inlet or over HTTP | 10,000,")
}
