package lookup

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/queue"
)

const (
	// scanPage is how many entries of a stream Redis looks through in one round trip.
	scanPage = 1000
	// scanMost is how many of its newest entries are looked through, scanShown how many of them are
	// returned that are of the number.
	scanMost  = 100_000
	scanShown = 5
)

// scanScript looks through entries of a stream, the newest first, for those of a number. The others
// stay with Redis.
//
// KEYS[1] the stream
// ARGV[1] the number in upper case
// ARGV[2] the id from which on, downwards
// ARGV[3] how many entries
//
// Returns how many there were, the id of the last, and the id and the fields of each that is the number's.
var scanScript = redis.NewScript(`
local page = redis.call("XREVRANGE", KEYS[1], ARGV[2], "-", "COUNT", ARGV[3])
local found, last = {}, ""
for _, entry in ipairs(page) do
  last = entry[1]
  local fields = entry[2] or {}
  for i = 1, #fields - 1, 2 do
    if fields[i] == "number" and string.upper(fields[i + 1]) == ARGV[1] then
      found[#found + 1] = entry
      break
    end
  end
end
return {#page, last, found}
`)

// scanned is how far a stream was looked through.
type scanned struct {
	read   int
	oldest string // the id of the last entry that was; "" where there is none
	whole  bool   // there are no older ones
}

// scan calls visit with the entries of a stream that are of a number, the newest first, until it has
// seen enough.
func scan(ctx context.Context, rdb redis.UniversalClient, stream, number string, visit func(id string, fields map[string]any)) (scanned, error) {
	s, found, from := scanned{}, 0, "+"
	for s.read < scanMost && found < scanShown && !s.whole {
		answer, err := scanScript.Run(ctx, rdb, []string{stream}, queue.NumberKey(number), from, scanPage).Slice()
		if err != nil {
			return s, fmt.Errorf("look through %s: %w", stream, err)
		}
		n, last, entries := pageOf(answer)
		if s.read, s.whole = s.read+n, n < scanPage; n > 0 {
			s.oldest, from = last, "("+last
		}
		for _, one := range entries {
			if id, fields := entryOf(one); id != "" && found < scanShown {
				found++
				visit(id, fields)
			}
		}
	}
	return s, nil
}

// pageOf takes the script's answer apart.
func pageOf(answer []any) (read int, last string, entries []any) {
	if len(answer) < 3 {
		return 0, "", nil
	}
	n, _ := answer[0].(int64)
	last, _ = answer[1].(string)
	entries, _ = answer[2].([]any)
	return int(n), last, entries
}

// entryOf takes an entry apart; "" where it is none.
func entryOf(entry any) (id string, fields map[string]any) {
	parts, _ := entry.([]any)
	if len(parts) < 2 {
		return "", nil
	}
	id, _ = parts[0].(string)
	flat, _ := parts[1].([]any)
	fields = map[string]any{}
	for i := 0; i+1 < len(flat); i += 2 {
		if name, is := flat[i].(string); is {
			fields[name] = flat[i+1]
		}
	}
	return id, fields
}

// since is when the last entry that was looked at came; zero where there is none.
func (s scanned) since() time.Time {
	ms, _, _ := strings.Cut(s.oldest, "-")
	n, err := strconv.ParseInt(ms, 10, 64)
	if err != nil || n > lastMillis {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}

// lastMillis is the end of the year 9999: whoever gave an entry a later id chose it himself.
const lastMillis = 253402300799999

// far says how far that was: "1,234, back to TIME".
func (s scanned) far() string {
	text := figures.Count(s.read)
	if oldest := s.since(); !oldest.IsZero() {
		text += ", back to " + moment(oldest)
	}
	return text
}

// moment writes a time for people.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
