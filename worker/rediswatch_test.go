package worker

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
)

// refusal is an error reply of Redis's.
type refusal string

func (r refusal) Error() string { return string(r) }
func (refusal) RedisError()     {}

const (
	loading   = refusal("LOADING Redis is loading the dataset in memory")
	wrongPass = refusal("WRONGPASS invalid username-password pair")
)

func TestRedisWatchTellsOnce(t *testing.T) {
	var well error
	for name, c := range map[string]struct {
		saw  []error // one a second
		want []string
	}{
		"well":                   {[]error{well, well, well}, nil},
		"our own end":            {[]error{context.Canceled, context.DeadlineExceeded}, nil},
		"away":                   {[]error{io.EOF, io.EOF, io.EOF}, []string{"warn"}},
		"of a kind unknown":      {[]error{errors.New("odd"), errors.New("odder")}, []string{"warn"}},
		"away, loading, well":    {[]error{io.EOF, loading, well, well, well, well, well, well}, []string{"warn", "info"}},
		"writes refused, no end": {[]error{io.EOF, well, well, well, well, io.EOF, well, well, well, well}, []string{"warn"}},
		"twice": {
			[]error{io.EOF, well, well, well, well, well, well, io.EOF, well}, []string{"warn", "info", "warn"},
		},
		"back with another password": {[]error{io.EOF, wrongPass, io.EOF, wrongPass}, []string{"warn", "warn"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				w := &redisWatch{log: zerolog.New(&log)}
				for _, err := range c.saw {
					w.saw(err)
					time.Sleep(time.Second)
				}
				var levels []string
				for line := range strings.Lines(log.String()) {
					_, rest, _ := strings.Cut(line, `"level":"`)
					level, _, _ := strings.Cut(rest, `"`)
					levels = append(levels, level)
				}
				require.Equal(t, c.want, levels, log.String())
			})
		})
	}
}

func TestRedisWatchTrustsNoFirstAnswerAfterSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		w := &redisWatch{log: zerolog.New(&log)}
		w.saw(io.EOF)
		time.Sleep(time.Minute) // it hangs
		w.saw(nil)
		w.saw(io.EOF)
		require.Equal(t, 1, strings.Count(log.String(), "\n"), log.String())
	})
}
