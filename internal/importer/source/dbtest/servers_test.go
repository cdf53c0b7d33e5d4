package dbtest

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// recorder is a test that tells how it ended.
type recorder struct {
	testing.TB
	ended string
}

func (r *recorder) Helper()                  {}
func (r *recorder) Context() context.Context { return context.Background() }

func (r *recorder) Fatalf(format string, arguments ...any) {
	r.ended = "failed: " + fmt.Sprintf(format, arguments...)
	runtime.Goexit()
}

func (r *recorder) Skipf(format string, arguments ...any) {
	r.ended = "skipped: " + fmt.Sprintf(format, arguments...)
	runtime.Goexit()
}

func TestServerThatIsMissing(t *testing.T) {
	for ci, want := range map[string]string{
		"":     "skipped: dbtest: there is no PostgreSQL on this machine",
		"true": "failed: dbtest: there is no PostgreSQL on this machine, and CI=true",
	} {
		t.Setenv("CI", ci)
		r, ended := &recorder{}, make(chan struct{})
		go func() {
			defer close(ended)
			new(slot).get(r, func(context.Context) (*Server, error) {
				return nil, fmt.Errorf("look for it: %w", missingError{"PostgreSQL"})
			})
		}()
		<-ended
		require.Equal(t, want, r.ended)
	}
}
