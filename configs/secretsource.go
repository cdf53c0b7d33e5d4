package configs

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/trackreg/trackreg/internal/smallfile"
)

// getPatience is how long whoever asks for a secret waits for its file: a health check asks for the
// token, and is itself given a second.
const getPatience = 500 * time.Millisecond

// SecretSource gives a secret that may change while the process runs: it reads its file each
// time. Use it from any goroutine.
type SecretSource struct {
	file *smallfile.File // nil: it is fixed

	mu   sync.Mutex
	last string
	err  error // why the file was not taken when it was read last
}

// KeySource returns the source of the account's key. The error says that KeyFile cannot be read
// or holds no key.
func (a Account) KeySource() (*SecretSource, error) { return newSecretSource(a.Key, a.KeyFile) }

// TokenSource returns the source of the token, of an empty one where none is configured. The
// error says that TokenFile cannot be read or holds no token.
func (h HTTP) TokenSource() (*SecretSource, error) { return newSecretSource(h.Token, h.TokenFile) }

func newSecretSource(fixed Secret, file string) (*SecretSource, error) {
	s := &SecretSource{last: fixed.Reveal()}
	if file == "" {
		return s, nil
	}
	s.file = smallfile.New(file)
	secret, err := readSecret(s.file, smallfile.Patience)
	if err != nil {
		return nil, err
	}
	s.last = secret
	return s, nil
}

// Get returns the secret as the file holds it now. While the file cannot be read in half a second,
// is empty, or holds something that no HTTP header can carry (it may be half written), it returns
// the last good one.
func (s *SecretSource) Get() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read()
	return s.last
}

// Trouble reads the file and says why it gives no secret now, so that the last good one stays in force;
// nil: it does, or the secret is fixed. The error names the file, and nothing of what is in it.
func (s *SecretSource) Trouble() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read()
	return s.err
}

// read takes what the file holds, if it holds a secret.
func (s *SecretSource) read() {
	if s.file == nil {
		return
	}
	secret, err := readSecret(s.file, getPatience)
	if s.err = err; err == nil {
		s.last = secret
	}
}

// readSecret leaves off what editors and shells put around a secret.
func readSecret(file *smallfile.File, patience time.Duration) (string, error) {
	text, err := file.Read(patience)
	if err != nil {
		return "", err
	}
	secret := strings.TrimSpace(strings.TrimPrefix(string(text), "\ufeff"))
	if secret == "" {
		return "", fmt.Errorf("%s is empty", file.Path())
	}
	if !isHeaderValue(secret) {
		return "", fmt.Errorf("%s holds more than one word or line", file.Path())
	}
	return secret, nil
}

// isHeaderValue tells whether the text is a single word that an HTTP header can carry.
func isHeaderValue(text string) bool {
	for _, r := range text {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return true
}
