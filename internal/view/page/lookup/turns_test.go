package lookup

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

func TestNoMoreThanAFewSearchAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(redistest.Embedded(t), nil)
		for range atOnce {
			l.turns <- struct{}{}
		}
		begun := time.Now()
		r, err := l.Find(t.Context(), "main", "RR000000001CN")
		require.NoError(t, err)
		require.Equal(t, within, time.Since(begun))
		for _, look := range r.Looked {
			require.ErrorIs(t, look.Err, errLate, look.Place)
		}
		<-l.turns
		r, err = l.Find(t.Context(), "main", "RR000000001CN")
		require.NoError(t, err)
		for _, look := range r.Looked {
			require.NoError(t, look.Err, look.Place)
		}
		require.Len(t, l.turns, atOnce-1, "it gives its turn back")
	})
}
