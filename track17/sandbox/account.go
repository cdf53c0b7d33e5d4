package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"time"
)

// account is what the vendor holds for one key.
type account struct {
	key  string
	name string // what people may see of the key

	mu         sync.Mutex
	rate       limiter
	allowance  allowance
	registered map[string][]registration // by number
	struck     map[string]int            // how often a counted magic number has struck
	ledger     ledger
}

// mostAccounts bounds the memory of a server on which any key is an account.
const mostAccounts = 10_000

// account returns the account of a key, making it at its first call. It returns
// nil for a key that is none.
func (s *Server) account(key string) *account {
	s.mu.RLock()
	a := s.accounts[key]
	s.mu.RUnlock()
	if a != nil || key == "" {
		return a
	}
	if len(s.options.Keys) > 0 && !slices.Contains(s.options.Keys, key) {
		return nil
	}
	return s.open(key)
}

// open makes the account of a key, unless another call just did or there are
// too many.
func (s *Server) open(key string) *account {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.accounts[key]; a != nil {
		return a
	}
	if len(s.accounts) >= mostAccounts {
		return nil
	}
	a := &account{
		key:        key,
		name:       maskKey(key),
		rate:       newLimiter(s.options.Reading, s.options.Rate),
		allowance:  s.standard,
		registered: map[string][]registration{},
		struck:     map[string]int{},
		ledger:     newLedger(s.options.CallsKept),
	}
	s.accounts[key] = a
	return a
}

// all returns the accounts of a key, or of every key if it is "", by name.
func (s *Server) all(key string) []*account {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var chosen []*account
	for _, a := range s.accounts {
		if key == "" || key == a.key {
			chosen = append(chosen, a)
		}
	}
	slices.SortFunc(chosen, func(a, b *account) int { return strings.Compare(a.name, b.name) })
	return chosen
}

// admit asks the rate for a call, and returns the time at which it came. Time is
// read under the lock, so that calls come in the order of their times.
func (a *account) admit(now func() time.Time) (time.Time, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := now()
	return at, a.rate.admit(at)
}

// maskKey names a key without giving it away: how it begins, for people, and a
// part of its hash, to tell apart two that begin alike.
func maskKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	begin := []rune(key)
	return string(begin[:min(4, len(begin)/2)]) + "~" + hex.EncodeToString(sum[:4])
}
