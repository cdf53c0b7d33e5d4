package worker

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/queue"
)

// TestAKeyFileThatCannotBeReadIsToldOnce, and so is that it can be again. Meanwhile the old key is used.
func TestAKeyFileThatCannotBeReadIsToldOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	write := func(text string) { require.NoError(t, os.WriteFile(path, []byte(text), 0o600)) }
	write("first")
	key, err := configs.Account{KeyFile: path}.KeySource()
	require.NoError(t, err)
	var log strings.Builder
	var events []queue.Event
	redisAway := errors.New("Redis is away")
	k := &keyFileWatch{
		account: "main", host: "h1", trouble: key.Trouble, log: zerolog.New(&log),
		emit: func(_ context.Context, e queue.Event) error { events = append(events, e); return redisAway },
	}
	look := func() { _ = k.step(t.Context()) }
	look()
	for _, bad := range []struct{ text, says string }{{"", "is empty"}, {"two words", "holds more than one word or line"}, {"-", "no such file"}} {
		log.Reset()
		events, redisAway = nil, errors.New("Redis is away")
		if write(bad.text); bad.text == "-" {
			require.NoError(t, os.Remove(path))
		}
		look()
		require.Empty(t, k.says(), "it may be half written")
		look()
		require.Contains(t, k.says(), bad.says)
		require.Equal(t, "first", key.Get())
		redisAway = nil
		look()
		look()
		require.Len(t, events, 2, "once, and once more since Redis did not take it")
		require.Equal(t, queue.KeyFileUnreadable, events[1].Name)
		require.Contains(t, events[1].Message, "on h1 the key cannot be read anew: ")
		require.Contains(t, events[1].Message, bad.says)
		require.Equal(t, 1, strings.Count(log.String(), "cannot be read"), log.String())
		require.NotContains(t, log.String()+events[1].Message, "two words")

		write("first")
		look()
		look()
		require.Empty(t, k.says())
		require.Equal(t, 1, strings.Count(log.String(), "can be read again"))
	}
}
