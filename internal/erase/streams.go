package erase

import (
	"context"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/salvage"
)

const (
	// entriesRead is how many entries of a stream of ours are read at once.
	entriesRead = 1000
	// foreignRead is how many are of a stream that others write: one may have megabytes.
	foreignRead = 10
)

// entry is one of a stream, with all its values as text.
type entry struct {
	id     string
	values map[string]string
}

// is says whether the entry is the number's own.
func (e entry) is(t target) bool {
	if t.is(e.values["number"]) {
		return true
	}
	payload := e.values["payload"]
	return payload != "" && t.is(salvage.Entry([]byte(payload)).Number)
}

// mentions says whether the number stands anywhere in it.
func (e entry) mentions(t target) bool {
	for name, value := range e.values {
		if t.mentions(name) || t.mentions(value) {
			return true
		}
	}
	return false
}

// inlet deletes entries that wait to be queued. One of many numbers is left to its reader.
func (e *Eraser) inlet(ctx context.Context, t target) (Trace, error) {
	keys := keyspace.Account(t.account)
	trace := Trace{Place: "the inlet"}
	err := e.sweep(ctx, keys.In(), foreignRead, func(one entry) (bool, error) {
		switch {
		case one.is(t):
			trace.add(1, leftIf(t.only), "")
			if t.only {
				return false, nil
			}
			return true, e.rdb.XAck(ctx, keys.In(), keyspace.InletGroup, one.id).Err()
		case one.mentions(t):
			trace.add(1, 1, "it is one of several numbers of an entry that is not read yet: try again when a worker has read it")
		}
		return false, nil
	})
	return trace, err
}

// refused deletes refused entries that mention the number.
func (e *Eraser) refused(ctx context.Context, t target) (Trace, error) {
	return e.mentioned(ctx, t, "the refused entries", keyspace.Account(t.account).Refused(), foreignRead)
}

// events deletes those that quote the number.
func (e *Eraser) events(ctx context.Context, t target) (Trace, error) {
	return e.mentioned(ctx, t, "the events", keyspace.Account(t.account).Events(), entriesRead)
}

// tracking deletes what 17TRACK said of where the parcel is.
func (e *Eraser) tracking(ctx context.Context, t target) (Trace, error) {
	return e.mentioned(ctx, t, "the tracking stream", keyspace.Account(t.account).Tracking(), foreignRead)
}

func (e *Eraser) mentioned(ctx context.Context, t target, place, key string, most int64) (Trace, error) {
	found := 0
	err := e.sweep(ctx, key, most, func(one entry) (bool, error) {
		if !one.mentions(t) {
			return false, nil
		}
		found++
		return !t.only, nil
	})
	return t.gone(place, found), err
}

// outcomes deletes the number's outcomes. What another number's outcome says of it stays.
func (e *Eraser) outcomes(ctx context.Context, t target) (Trace, error) {
	trace := Trace{Place: "the outcomes"}
	err := e.sweep(ctx, keyspace.Account(t.account).Out(), entriesRead, func(one entry) (bool, error) {
		switch {
		case one.is(t):
			for _, name := range []string{"carrier", "given_carrier"} {
				if code, err := strconv.Atoi(one.values[name]); err == nil {
					t.under[code] = true
				}
			}
			trace.add(1, leftIf(t.only), "")
			return !t.only, nil
		case one.mentions(t):
			trace.add(1, 1, "the outcome of another number names it: "+one.id)
		}
		return false, nil
	})
	return trace, err
}

// sweep goes through a stream and deletes the entries that pick picks.
func (e *Eraser) sweep(ctx context.Context, key string, most int64, pick func(entry) (bool, error)) error {
	for from := "-"; ; {
		page, err := e.rdb.XRangeN(ctx, key, from, "+", most).Result()
		if err != nil {
			return err
		}
		var picked []string
		for _, message := range page {
			yes, err := pick(entryOf(message))
			if err != nil {
				return err
			}
			if yes {
				picked = append(picked, message.ID)
			}
		}
		if len(picked) > 0 {
			if err := e.rdb.XDel(ctx, key, picked...).Err(); err != nil {
				return err
			}
		}
		if int64(len(page)) < most {
			return nil
		}
		from = "(" + page[len(page)-1].ID
	}
}

func entryOf(message redis.XMessage) entry {
	one := entry{id: message.ID, values: make(map[string]string, len(message.Values))}
	for name, value := range message.Values {
		text, _ := value.(string)
		one.values[strings.ToLower(name)] = text
	}
	return one
}

func leftIf(only bool) int {
	if only {
		return 1
	}
	return 0
}
