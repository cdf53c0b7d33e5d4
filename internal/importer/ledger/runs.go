package ledger

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"
)

//go:embed add.lua
var addLua string

var addScript = redis.NewScript(addLua)

// Order is what a run was started with.
type Order struct {
	Due   string // the wall time at which it was due by the schedule; "": by hand
	Force bool   // go round the known numbers
}

// Add enters a run that waits, unless the ledger has it, and drops old ones, see [Ledger.Runs].
func (l *Ledger) Add(ctx context.Context, id string, o Order) error {
	force := ""
	if o.Force {
		force = "1"
	}
	if err := addScript.Run(ctx, l.rdb, []string{l.runKey(id), l.runsKey()}, id, o.Due, force).Err(); err != nil {
		return l.wrap("enter run "+id, err)
	}
	return l.wrap("drop old runs", l.dropOld(ctx))
}

// Runs returns the import's runs, without their parts, the newest first: those that have not ended,
// and of the others the newest [RunsKept] that read something, [RunsKept] that could not, and
// [QuietKept] that found nothing to read.
func (l *Ledger) Runs(ctx context.Context) ([]State, error) {
	ids, err := l.rdb.ZRevRange(ctx, l.runsKey(), 0, -1).Result()
	if err != nil {
		return nil, l.wrap("list the runs", err)
	}
	return l.states(ctx, ids)
}

// AllRunsMost is how many runs are listed at once: each is read with all that is said of it.
const AllRunsMost = 1000

// AllRuns returns what [Ledger.Runs] does, and behind those the older ones of which failed rows are
// kept: the newest [AllRunsMost] of both.
func (l *Ledger) AllRuns(ctx context.Context) ([]State, error) {
	ids, err := l.allIDs(ctx)
	if err != nil {
		return nil, err
	}
	slices.Reverse(ids)
	return l.states(ctx, ids[:min(len(ids), AllRunsMost)])
}

// allIDs are the ids of all runs that are kept, the oldest first.
func (l *Ledger) allIDs(ctx context.Context) ([]string, error) {
	older, err := l.rdb.ZRange(ctx, l.failingKey(), 0, -1).Result()
	if err != nil {
		return nil, l.wrap("list the older runs", err)
	}
	newer, err := l.rdb.ZRange(ctx, l.runsKey(), 0, -1).Result()
	if err != nil {
		return nil, l.wrap("list the runs", err)
	}
	older = slices.DeleteFunc(older, func(id string) bool { return slices.Contains(newer, id) }) // on its way there
	return append(older, newer...), nil
}

// statesRead is how many runs are read in one round trip.
const statesRead = 500

// states reads runs without their parts, and leaves out those whose time is over.
func (l *Ledger) states(ctx context.Context, ids []string) ([]State, error) {
	states := make([]State, 0, len(ids))
	for some := range slices.Chunk(ids, statesRead) {
		asked := make([]*redis.MapStringStringCmd, len(some))
		_, err := l.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
			for i, id := range some {
				asked[i] = pipe.HGetAll(ctx, l.runKey(id))
			}
			return nil
		})
		if err != nil {
			return nil, l.wrap("list the runs", err)
		}
		for i, id := range some {
			if fields := asked[i].Val(); len(fields) > 0 {
				states = append(states, l.stateOf(id, fields))
			}
		}
	}
	return states, nil
}

// State returns the run with its parts. Errors: [ErrNoRun], or Redis's.
func (l *Ledger) State(ctx context.Context, id string) (State, error) {
	fields, err := l.rdb.HGetAll(ctx, l.runKey(id)).Result()
	if err == nil && len(fields) == 0 {
		err = ErrNoRun
	}
	if err != nil {
		return State{}, l.wrap("read run "+id, err)
	}
	s := l.stateOf(id, fields)
	parts, err := l.rdb.HGetAll(ctx, l.partsKey(id)).Result()
	if err != nil {
		return State{}, l.wrap("read the parts of run "+id, err)
	}
	s.Parts = parseParts(parts)
	return s, nil
}

func (l *Ledger) stateOf(id string, fields map[string]string) State {
	s := parseState(fields)
	s.ID, s.Import, s.Account = id, l.name, l.account
	return s
}

// parseParts reads a run's parts, which are kept by their index.
func parseParts(fields map[string]string) []Part {
	indexes := make([]int, 0, len(fields))
	for field := range fields {
		if i, err := strconv.Atoi(field); err == nil {
			indexes = append(indexes, i)
		}
	}
	slices.Sort(indexes)
	parts := make([]Part, len(indexes))
	for at, i := range indexes {
		_ = json.Unmarshal([]byte(fields[strconv.Itoa(i)]), &parts[at]) // ours
	}
	return parts
}

// Current returns the id of the run that has begun and not ended; "" where there is none.
func (l *Ledger) Current(ctx context.Context) (string, error) {
	id, err := l.rdb.HGet(ctx, l.key(), "current").Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return id, l.wrap("read which run is under way", err)
}
