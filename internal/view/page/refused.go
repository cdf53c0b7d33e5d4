package page

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/web/caller"
)

const (
	// refusedShown is how many refused entries are shown at once, refusedFields how many fields of each,
	// and refusedBytes how much of each text: an entry may be of 16 MiB.
	refusedShown  = 50
	refusedFields = 40
	refusedBytes  = 1000
)

// refusedScript reads the newest entries of a stream one by one, so that never more than one of them is
// held, and cuts them.
//
// KEYS[1] the stream
// ARGV[1] the id from which on, downwards
// ARGV[2] how many entries
// ARGV[3] how many fields of each at most
// ARGV[4] how many bytes of each name and value at most
//
// Returns of each entry its id, how many fields it has, and the names and values. What is cut of them
// ends in "…".
var refusedScript = redis.NewScript(`
local from, all, most = ARGV[1], {}, tonumber(ARGV[4])
local function cut(text)
  if #text <= most then return text end
  return string.sub(text, 1, most) .. "…"
end
for _ = 1, tonumber(ARGV[2]) do
  local entry = redis.call("XREVRANGE", KEYS[1], from, "-", "COUNT", 1)[1]
  if not entry then break end
  local fields, kept = entry[2], {}
  for i = 1, #fields - 1, 2 do
    local ours = fields[i] == "reason" or fields[i] == "entry"
    if ours or #kept < 2 * tonumber(ARGV[3]) then
      kept[#kept + 1], kept[#kept + 2] = cut(fields[i]), cut(fields[i + 1])
    end
  end
  all[#all + 1] = {entry[1], #fields / 2, kept}
  from = "(" .. entry[1]
end
return all
`)

// refusedEntry is an entry of the inlet that was refused, as scripts read it.
type refusedEntry struct {
	ID     string         `json:"id"`     // in the stream of the refused
	Entry  string         `json:"entry"`  // the id that it had in the inlet
	Reason string         `json:"reason"` // all that is wrong with it
	At     time.Time      `json:"at"`     // when it was refused
	Fields []refusedField `json:"fields"` // by their names
	More   int            `json:"more"`   // how many fields more it has than are shown
}

type refusedField struct {
	Name  string `json:"name"`
	Value string `json:"value"` // shortened where it is long
}

// When is how a person reads when it was refused.
func (e refusedEntry) When() string { return stamp(e.At) }

// refusedView is some refused entries of an account.
type refusedView struct {
	layout
	Total   string
	Entries []refusedEntry
	Older   string // where those before them are; "": there are none
	Newest  string // where the newest are; "": these are they
}

// refusedOf reads refused entries of an account, the newest first, from the one before an id on; "" is from
// the newest. Errors are Redis's.
func (p *Page) refusedOf(ctx context.Context, account, before string) ([]refusedEntry, error) {
	from := "+"
	if before != "" {
		from = "(" + before
	}
	key := keyspace.Account(account).Refused()
	answer, err := refusedScript.Run(ctx, p.o.Redis, []string{key}, from, refusedShown, refusedFields, refusedBytes).Slice()
	if err != nil {
		return nil, fmt.Errorf("read the refused entries of account %s: %w", account, err)
	}
	all := make([]refusedEntry, 0, len(answer))
	for _, one := range answer {
		if parts, is := one.([]any); is && len(parts) == 3 {
			all = append(all, refusedEntryOf(parts))
		}
	}
	return all, nil
}

// refusedEntryOf takes an entry of the script's answer apart.
func refusedEntryOf(parts []any) refusedEntry {
	e := refusedEntry{Fields: []refusedField{}}
	e.ID, _ = parts[0].(string)
	total, _ := parts[1].(int64)
	texts, _ := parts[2].([]any)
	text := func(i int) string {
		s, _ := texts[i].(string)
		return strings.ToValidUTF8(s, "\ufffd")
	}
	for i := 0; i+1 < len(texts); i += 2 {
		switch name := text(i); name {
		case "reason":
			e.Reason = text(i + 1)
		case "entry":
			e.Entry = text(i + 1)
		default:
			e.Fields = append(e.Fields, refusedField{name, text(i + 1)})
		}
	}
	slices.SortFunc(e.Fields, func(a, b refusedField) int { return strings.Compare(a.Name, b.Name) })
	e.More, e.At = int(total)-len(texts)/2, addedAt(e.ID)
	return e
}

// refusedAsked reads what a request asks for: an account, and the id before which.
func (p *Page) refusedAsked(w http.ResponseWriter, r *http.Request) (account, before string, refused *refusal) {
	query, refused := p.form(w, r, "account", "before")
	if refused != nil {
		return "", "", refused
	}
	a, refused := p.account(r, query.Get("account"))
	if refused != nil {
		return "", "", refused
	}
	if before = query.Get("before"); before != "" && !isEntryID(before) {
		return "", "", refuse(http.StatusBadRequest, "give the id of an entry, as in 1795860000000-0", "%s is no id of a refused entry", quoted(before))
	}
	return a.Name, before, nil
}

// refused shows refused entries, the newest first.
func (p *Page) refused(w http.ResponseWriter, r *http.Request) *refusal {
	account, before, refused := p.refusedAsked(w, r)
	if refused != nil {
		return refused
	}
	entries, err := p.refusedOf(r.Context(), account, before)
	if err != nil {
		return failed(err)
	}
	total, err := p.o.Redis.XLen(r.Context(), keyspace.Account(account).Refused()).Result()
	if err != nil {
		return failed(err)
	}
	v := refusedView{layout: p.layout(caller.Of(r.Context())), Total: figures.Count(total), Entries: entries}
	v.Title, v.Account = "Refused entries of "+account+" · trackreg", account
	path := url.URL{Path: "/refused"}
	query := url.Values{"account": {account}}
	if path.RawQuery = query.Encode(); before != "" {
		v.Newest = path.String()
	}
	if len(entries) == refusedShown {
		query.Set("before", entries[len(entries)-1].ID)
		path.RawQuery = query.Encode()
		v.Older = path.String()
	}
	p.render(w, r, http.StatusOK, "refused", v)
	return nil
}

// refusedJSON tells scripts.
func (p *Page) refusedJSON(w http.ResponseWriter, r *http.Request) *refusal {
	account, before, refused := p.refusedAsked(w, r)
	if refused != nil {
		return refused
	}
	entries, err := p.refusedOf(r.Context(), account, before)
	if err != nil {
		return failed(err)
	}
	return p.json(w, http.StatusOK, entries)
}
