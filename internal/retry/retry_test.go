package retry_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/retry"
)

func TestBackoffDoubles(t *testing.T) {
	b := retry.Backoff{Min: 50 * time.Millisecond, Max: 2 * time.Second}
	for tries, want := range map[int]time.Duration{
		1: 50 * time.Millisecond, 2: 100 * time.Millisecond, 3: 200 * time.Millisecond, 6: 1600 * time.Millisecond,
		7: 2 * time.Second, 8: 2 * time.Second, math.MaxInt: 2 * time.Second,
	} {
		require.Equal(t, want, b.After(tries), tries)
	}
}

func TestBackoffStaysWithinItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		even := retry.Backoff{
			Min: time.Duration(rapid.Int64Range(1, int64(time.Hour)).Draw(t, "min")),
			Max: time.Duration(rapid.Int64Range(1, int64(100*time.Hour)).Draw(t, "max")),
		}
		tries := rapid.IntRange(1, 100).Draw(t, "tries")
		most := even.After(tries)
		require.LessOrEqual(t, most, even.Max)
		require.GreaterOrEqual(t, most, min(even.Min, even.Max))
		half, full := even, even
		half.Spread, full.Spread = retry.Half, retry.Full
		upper, any := half.After(tries), full.After(tries)
		require.GreaterOrEqual(t, upper, most/2)
		require.LessOrEqual(t, upper, most)
		require.Positive(t, any)
		require.LessOrEqual(t, any, most)
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		require.NoError(t, retry.Wait(t.Context(), time.Minute))
		require.Equal(t, time.Minute, time.Since(began))

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began = time.Now()
		require.ErrorIs(t, retry.Wait(ctx, time.Minute), context.DeadlineExceeded)
		require.Equal(t, time.Second, time.Since(began))
	})
}

func TestAPauseIsShortAgainAfterASuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pause := retry.Pause{Backoff: retry.Backoff{Min: time.Second, Max: 3 * time.Second}}
		for _, want := range []time.Duration{time.Second, 2 * time.Second, 3 * time.Second, 3 * time.Second} {
			began := time.Now()
			require.NoError(t, pause.Wait(t.Context()))
			require.Equal(t, want, time.Since(began))
		}
		pause.Reset()
		began := time.Now()
		require.NoError(t, pause.Wait(t.Context()))
		require.Equal(t, time.Second, time.Since(began))
	})
}

var (
	errPasses = errors.New("passes")
	errFinal  = errors.New("is final")
)

func TestUntilRepeatsWhatPasses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var saw []error
		policy := retry.Policy{
			Backoff: retry.Backoff{Min: time.Second, Max: 2 * time.Second},
			Saw:     func(err error) { saw = append(saw, err) },
			Final:   func(err error) bool { return errors.Is(err, errFinal) },
		}
		began, tries := time.Now(), 0
		got, err := retry.Until(t.Context(), policy, func(context.Context) (int, error) {
			if tries++; tries < 4 {
				return 0, errPasses
			}
			return 7, nil
		})
		require.NoError(t, err)
		require.Equal(t, 7, got)
		require.Equal(t, 5*time.Second, time.Since(began))
		require.Equal(t, []error{errPasses, errPasses, errPasses, nil}, saw)

		saw = nil
		_, err = retry.Until(t.Context(), policy, func(context.Context) (int, error) { return 0, errFinal })
		require.ErrorIs(t, err, errFinal)
		require.Empty(t, saw)
	})
}

func TestUntilEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		tries := 0
		try := func(context.Context) (int, error) { tries++; return 0, errPasses }
		_, err := retry.Until(ctx, retry.Policy{Backoff: retry.Backoff{Min: time.Minute, Max: time.Minute}}, try)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		_, err = retry.Until(ctx, retry.Policy{Backoff: retry.Backoff{Min: time.Minute, Max: time.Minute}}, try)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, 2, tries, "what is begun after the end is tried once: it may need no context")
	})
}
