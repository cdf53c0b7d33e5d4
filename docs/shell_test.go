package docs_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// shell carries out the commands of one page. It knows trackreg, and as much of
// curl and redis-cli as the pages need, so that neither must be installed.
type shell struct {
	t      *testing.T
	binary string // trackreg
	dir    string // where commands run
	env    []string
	redis  redis.UniversalClient
	own    *strings.Replacer // addresses of the pages by those of the test

	behind []*background
}

// run carries out one command, which must end well. One that ends in & goes on
// until the page is over.
func (s *shell) run(command string) {
	command, behind := strings.CutSuffix(s.own.Replace(command), "&")
	env := s.env
	args := words(s.t, command)
	for len(args) > 0 && strings.Contains(args[0], "=") {
		env, args = append(env[:len(env):len(env)], args[0]), args[1:]
	}
	require.NotEmpty(s.t, args, command)
	switch args[0] {
	case "trackreg":
		program := exec.Command(s.binary, args[1:]...)
		program.Dir, program.Env = s.dir, env
		if behind {
			s.start(program, command)
			return
		}
		out, err := program.CombinedOutput()
		require.NoError(s.t, err, "%s\n%s", command, out)
	case "curl":
		s.curl(args[1:])
	case "redis-cli":
		err := s.redis.Do(s.t.Context(), anys(args[1:])...).Err()
		require.NoError(s.t, err, command)
	default:
		s.t.Fatalf("no command that the tests can run: %s", command)
	}
}

func anys(words []string) []any {
	all := make([]any, len(words))
	for i, word := range words {
		all[i] = word
	}
	return all
}

// curl makes the call that curl would, and requires a status of 2xx.
func (s *shell) curl(args []string) {
	method, url, body := "", "", ""
	header := http.Header{}
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "-s":
		case "-X":
			i++
			method = args[i]
		case "-H":
			i++
			name, value, _ := strings.Cut(args[i], ": ")
			header.Set(name, value)
		case "-d":
			i++
			body = args[i]
		case "-F":
			i++
			var media string
			body, media = s.form(args[i])
			header.Set("Content-Type", media)
		default:
			require.Empty(s.t, url, "curl: %q is one address too many, or an option the tests do not know", args[i])
			url = args[i]
		}
	}
	if method == "" && body != "" {
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(s.t.Context(), method, url, strings.NewReader(body))
	require.NoError(s.t, err)
	request.Header = header
	response, err := http.DefaultClient.Do(request)
	require.NoError(s.t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(s.t, err)
	require.Less(s.t, response.StatusCode, 300, "curl %q: %s", args, text)
}

// form is a form that holds a file, as NAME=@FILE has curl make one.
func (s *shell) form(field string) (body, media string) {
	name, file, is := strings.Cut(field, "=@")
	require.True(s.t, is, field)
	text, err := os.ReadFile(filepath.Join(s.dir, file))
	require.NoError(s.t, err)
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile(name, file)
	require.NoError(s.t, err)
	_, err = part.Write(text)
	require.NoError(s.t, errors.Join(err, w.Close()))
	return form.String(), w.FormDataContentType()
}

// background is a command that goes on.
type background struct {
	command string
	program *exec.Cmd

	mu   sync.Mutex
	said strings.Builder
}

// Write takes what the program says.
func (b *background) Write(text []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said.Write(text)
}

func (b *background) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said.String()
}

// start starts a command and waits for its first word, with which it is at work.
func (s *shell) start(program *exec.Cmd, command string) {
	b := &background{command: command, program: program}
	program.Stdout, program.Stderr = b, b
	require.NoError(s.t, program.Start(), command)
	s.behind = append(s.behind, b)
	require.Eventually(s.t, func() bool { return b.text() != "" }, 30*time.Second, 10*time.Millisecond, command)
}

// stop ends what goes on, as a service manager would; it must end well.
func (s *shell) stop() {
	for _, b := range s.behind {
		_ = b.program.Process.Signal(syscall.SIGTERM)
	}
	for _, b := range s.behind {
		if err := b.program.Wait(); err != nil {
			s.t.Errorf("%s: %v\n%s", b.command, err, b.text())
		}
	}
}
