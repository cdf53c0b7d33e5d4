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

// Add enters a run that waits, unless the ledger has it. Runs that have ended are dropped where
// there are more than [RunsKept].
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

// dropOld drops the oldest runs above the bound that have ended.
func (l *Ledger) dropOld(ctx context.Context) error {
	old, err := l.rdb.ZRange(ctx, l.runsKey(), 0, -RunsKept-1).Result()
	if err != nil {
		return err
	}
	for _, id := range old {
		phase, err := l.rdb.HGet(ctx, l.runKey(id), "phase").Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		if err == nil && !Phase(phase).Ended() {
			continue
		}
		if err := l.rdb.Del(ctx, l.runKey(id), l.bitsKey(id), l.rowsKey(id), l.partsKey(id), l.tasksKey(id)).Err(); err != nil {
			return err
		}
		if err := l.rdb.ZRem(ctx, l.runsKey(), id).Err(); err != nil {
			return err
		}
	}
	return nil
}

// Runs returns the import's runs, without their parts, the newest first.
func (l *Ledger) Runs(ctx context.Context) ([]State, error) {
	ids, err := l.rdb.ZRevRange(ctx, l.runsKey(), 0, -1).Result()
	if err != nil {
		return nil, l.wrap("list the runs", err)
	}
	asked := make([]*redis.MapStringStringCmd, len(ids))
	_, err = l.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i, id := range ids {
			asked[i] = pipe.HGetAll(ctx, l.runKey(id))
		}
		return nil
	})
	if err != nil {
		return nil, l.wrap("list the runs", err)
	}
	states := make([]State, 0, len(ids))
	for i, id := range ids {
		if fields := asked[i].Val(); len(fields) > 0 { // else its time is over
			states = append(states, l.stateOf(id, fields))
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
