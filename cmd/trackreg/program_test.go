package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// result is how a command line ended.
type result struct {
	code     int
	out, err string
}

// lab runs command lines in a folder of its own, with nothing of the
// surroundings' settings.
type lab struct {
	t       *testing.T
	env     []string
	in      string
	signals chan os.Signal
}

func newLab(t *testing.T, env ...string) *lab {
	t.Helper()
	t.Chdir(t.TempDir())
	// Nothing is served unless a test says where: the default address is but one.
	env = append([]string{"TRACKREG_HTTP_LISTEN="}, env...)
	return &lab{t: t, env: env, signals: make(chan os.Signal, 2)}
}

// withRedis is a lab whose settings name a Redis of its own.
func withRedis(t *testing.T, env ...string) (*lab, *redistest.Server) {
	t.Helper()
	server := redistest.Start(t)
	return newLab(t, append(env, "TRACKREG_REDIS_URL="+server.URL)...), server
}

// run carries out a command line.
func (l *lab) run(args ...string) result {
	l.t.Helper()
	var out, errs output
	code := l.start(&out, &errs, args...)
	return result{code, out.String(), errs.String()}
}

func (l *lab) start(out, errs *output, args ...string) int {
	p := &program{
		env: l.env, in: strings.NewReader(l.in), out: out, err: errs, signals: l.signals,
		exitNow: func(code int) { panic(fmt.Sprintf("exit %d at once", code)) },
	}
	return p.run(args)
}

// output is what was printed, to be read while more is printed.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// file writes a file in the lab's folder and returns its name.
func (l *lab) file(name, text string) string {
	l.t.Helper()
	require.NoError(l.t, os.WriteFile(name, []byte(text), 0o600))
	return name
}

// numbers are so many different S10 numbers, a line each.
func numbers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s\n", s10(i))
	}
	return b.String()
}

// s10 is the i-th number of the form RR123456785CN.
func s10(i int) string {
	digits := fmt.Sprintf("%08d", 10_000_000+i)
	sum := 0
	for at, weight := range []int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += weight * int(digits[at]-'0')
	}
	check := 11 - sum%11
	switch check {
	case 10:
		check = 0
	case 11:
		check = 5
	}
	return fmt.Sprintf("RR%s%dCN", digits, check)
}

// summaryOf reads the summary that -o json printed.
func summaryOf(t *testing.T, r result) job.Summary {
	t.Helper()
	var s job.Summary
	require.NoError(t, json.Unmarshal([]byte(r.out), &s), "%s\n%s", r.out, r.err)
	return s
}

// only returns the one file that the pattern matches.
func matching(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	require.NoError(t, err)
	require.Len(t, found, 1, "files like %s", pattern)
	return found[0]
}
