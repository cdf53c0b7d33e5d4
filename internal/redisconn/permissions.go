package redisconn

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/gathering"
)

// Use is a command as a program sends it: its name, then its arguments.
type Use struct {
	Args []any
	// Key is the one key among Args, "" for none. In a Cluster it says which node is asked.
	Key string
}

// Denied says what of a use an ACL forbids.
type Denied string

// What an ACL may forbid.
const (
	DeniedCommand Denied = "command"
	DeniedKey     Denied = "key"
	DeniedChannel Denied = "channel"
)

// Refusal is one use that the ACL forbids.
type Refusal struct {
	Use
	Denied Denied
}

// Command returns the use's command, in small letters.
func (r Refusal) Command() string { return strings.ToLower(fmt.Sprint(r.Args[0])) }

// Refusals returns which of the uses the ACL forbids this user, in their order. None is carried
// out: they are queued in a transaction that is discarded, and Redis asks the ACL as it queues
// them. That needs no right but to MULTI, which is the one refusal returned where it is missing.
// An error means that Redis could not be asked.
func Refusals(ctx context.Context, client redis.UniversalClient, uses []Use) ([]Refusal, error) {
	byNode := map[*redis.Client][]int{}
	for i, use := range uses {
		node, err := nodeFor(ctx, client, use.Key)
		if err != nil {
			return nil, fmt.Errorf("find the node of %s: %w", use.Key, err)
		}
		byNode[node] = append(byNode[node], i)
	}
	denied := map[int]Denied{}
	for node, mine := range byNode {
		may, err := tryAll(ctx, node, uses, mine, denied)
		if err != nil {
			return nil, fmt.Errorf("ask redis what the user may do: %w", err)
		}
		if !may {
			return []Refusal{{Use: Use{Args: []any{"multi"}}, Denied: DeniedCommand}}, nil
		}
	}
	var all []Refusal
	for i, use := range uses {
		if what, forbidden := denied[i]; forbidden {
			all = append(all, Refusal{use, what})
		}
	}
	return all, nil
}

// nodeFor returns the server that holds the key.
func nodeFor(ctx context.Context, client redis.UniversalClient, key string) (*redis.Client, error) {
	switch own := gathering.Inner(client).(type) {
	case *redis.Client:
		return own, nil
	case *redis.ClusterClient:
		return own.MasterForKey(ctx, key)
	default:
		return nil, fmt.Errorf("a client of type %T has no single servers", own)
	}
}

// tryAll queues the uses picked on a connection of their own, which is closed: whatever is left of
// the transaction is lost with it. It is false if there may be no transaction.
func tryAll(ctx context.Context, node *redis.Client, uses []Use, picked []int, denied map[int]Denied) (may bool, err error) {
	options := *node.Options()
	alone := redis.NewClient(&options)
	defer func() { _ = alone.Close() }()
	conn := alone.Conn() // one that breaks is not followed by another, which would know of no transaction
	defer func() { _ = conn.Close() }()
	if err := conn.Do(ctx, "multi").Err(); err != nil {
		_, forbidden := deniedBy(err)
		if forbidden {
			err = nil
		}
		return false, err
	}
	cmds, err := conn.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for _, i := range picked {
			pipe.Do(ctx, uses[i].Args...)
		}
		pipe.Do(ctx, "discard")
		return nil
	})
	var answered redis.Error
	if err != nil && !errors.As(err, &answered) {
		return false, err
	}
	for at, i := range picked {
		if what, forbidden := deniedBy(cmds[at].Err()); forbidden {
			denied[i] = what
		}
	}
	return true, nil
}

// deniedBy reads a NOPERM. Its words differ between versions; these are in all of them.
func deniedBy(err error) (Denied, bool) {
	if err == nil || !strings.HasPrefix(err.Error(), "NOPERM") {
		return "", false
	}
	switch text := strings.ToLower(err.Error()); {
	case strings.Contains(text, "channel"):
		return DeniedChannel, true
	case strings.Contains(text, "a key") || strings.Contains(text, "the keys"):
		return DeniedKey, true
	default:
		return DeniedCommand, true
	}
}
