package presence

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// Worker is a process that serves an account, or several. Its JSON is read by scripts: fields are
// added to it, never changed.
type Worker struct {
	Name     string     `json:"name"`
	Host     string     `json:"host"`
	PID      int        `json:"pid"`
	Version  string     `json:"version"` // "": one of before versions were told
	Since    time.Time  `json:"since"`
	Seen     *time.Time `json:"last_seen"` // by Redis's clock; null: not told
	Accounts []string   `json:"accounts"`
	InHand   int64      `json:"in_hand"`  // numbers in its handlers
	InCall   int64      `json:"in_call"`  // those of them that are in a call
	Passing  bool       `json:"register"` // it ends with a job of its own, as register does
	// KeyTrouble is why it cannot read a key anew, and uses the last one on; "": it can.
	KeyTrouble string `json:"key_trouble,omitempty"`
}

// Reader reads who serves accounts. It asks asynq for its servers once: make a new one for each
// look. It is safe for concurrent use.
type Reader struct {
	rdb     redis.UniversalClient
	servers func() ([]*asynq.ServerInfo, error)
}

// NewReader returns a reader on rdb.
func NewReader(rdb redis.UniversalClient) *Reader {
	return &Reader{rdb: rdb, servers: sync.OnceValues(asynq.NewInspectorFromRedisClient(rdb).Servers)}
}

// Of reads who serves an account, the longest there first. Where nobody says that he does, a server
// that asynq knows of the account's queues is one of a version that said nothing yet.
func (r *Reader) Of(ctx context.Context, account string) ([]Worker, error) {
	all, err := r.read(ctx, []string{account})
	if err != nil || len(all) > 0 {
		return all, err
	}
	return r.silent([]string{account}, nil)
}

// All reads who serves any of the accounts, the longest there first: those that say so, and the
// servers of their queues that asynq knows of other processes.
func (r *Reader) All(ctx context.Context, accounts ...string) ([]Worker, error) {
	all, err := r.read(ctx, accounts)
	if err != nil {
		return nil, err
	}
	silent, err := r.silent(accounts, all)
	if err != nil {
		return nil, err
	}
	return sorted(append(all, silent...)), nil
}

// read reads who says that he serves any of the accounts.
func (r *Reader) read(ctx context.Context, accounts []string) ([]Worker, error) {
	keys := make([]one, len(accounts))
	for i, name := range accounts {
		keys[i] = one{key: keyspace.Account(name).Workers()}
	}
	answers, err := runAll(ctx, r.rdb, readScript, keys)
	if err != nil {
		return nil, fmt.Errorf("read who serves the accounts: %w", err)
	}
	var all []Worker
	for i, answer := range answers {
		found, err := answer.StringSlice()
		if err != nil {
			return nil, fmt.Errorf("read who serves account %s: %w", accounts[i], err)
		}
		for at := 0; at+1 < len(found); at += 2 {
			if w, ok := parse(found[at], found[at+1]); ok {
				w.Accounts = []string{accounts[i]}
				all = join(all, w)
			}
		}
	}
	return sorted(all), nil
}

// parse reads what beat.lua wrote; false: nobody of ours wrote it.
func parse(name, text string) (Worker, bool) {
	parts := strings.SplitN(text, " ", 3)
	if len(parts) < 3 {
		return Worker{}, false
	}
	micros, err := strconv.ParseInt(parts[0], 10, 64)
	var s said
	if err != nil || json.Unmarshal([]byte(parts[2]), &s) != nil {
		return Worker{}, false
	}
	seen := time.UnixMicro(micros).UTC()
	return Worker{
		Name: name, Host: s.Host, PID: s.PID, Version: s.Version, Since: s.Since, Seen: &seen,
		InHand: s.InHand, InCall: s.InCall, Passing: s.Passing, KeyTrouble: s.KeyTrouble,
	}, true
}

// join adds a worker of one account to those that are known by what they said of others.
func join(all []Worker, w Worker) []Worker {
	at := slices.IndexFunc(all, func(known Worker) bool { return known.Name == w.Name })
	if at < 0 {
		return append(all, w)
	}
	known := &all[at]
	for _, name := range w.Accounts {
		if !slices.Contains(known.Accounts, name) {
			known.Accounts = append(known.Accounts, name)
		}
	}
	known.InHand += w.InHand
	known.InCall += w.InCall
	known.KeyTrouble = cmp.Or(known.KeyTrouble, w.KeyTrouble)
	if w.Seen != nil && (known.Seen == nil || known.Seen.Before(*w.Seen)) {
		known.Seen = w.Seen
	}
	return all
}

// sorted has who is there the longest first, and each one's accounts by name.
func sorted(all []Worker) []Worker {
	for _, w := range all {
		slices.Sort(w.Accounts)
	}
	slices.SortFunc(all, func(a, b Worker) int { return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Name, b.Name)) })
	return all
}
