package web

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/semaphore"

	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/web/caller"
	"github.com/trackreg/trackreg/internal/web/problem"
	"github.com/trackreg/trackreg/queue"
)

const (
	// intakesAtOnce bounds the requests that are taken in at once, and with it
	// the memory for them; as many again may be streams, which may take all day.
	intakesAtOnce = 64
	// busyAfter is when to come again if that many are.
	busyAfter = time.Second
	// The media types of a body.
	mediaJSON   = "application/json"
	mediaNDJSON = "application/x-ndjson"
)

// intake enqueues the numbers of services that have no access to Redis.
type intake struct {
	producer *queue.Producer
	room     *room
	accounts []string
	carriers *carriers.Table
	stopping context.Context
	busy     places
	streams  places
	held     *semaphore.Weighted
	log      zerolog.Logger
}

func routeNumbers(mux *http.ServeMux, o Options, stopping context.Context) *intake {
	in := &intake{
		producer: queue.NewProducer(o.Redis),
		room:     &room{rdb: o.Redis},
		accounts: o.Accounts,
		carriers: o.Carriers,
		stopping: stopping,
		busy:     make(places, intakesAtOnce),
		streams:  make(places, intakesAtOnce),
		held:     semaphore.NewWeighted(heldAtOnce),
		log:      o.Log,
	}
	mux.Handle("/api/v1/numbers", methods{http.MethodPost: in.post})
	return in
}

// places bound what goes on at once, by their length.
type places chan struct{}

// take takes a place, if one is free; call leave then.
func (p places) take() bool {
	select {
	case p <- struct{}{}:
		return true
	default:
		return false
	}
}

func (p places) leave() { <-p }

// target is where a request's numbers go.
type target struct {
	account string
	rank    string // live or bulk
}

// post takes numbers in, as openapi.json describes.
func (in *intake) post(w http.ResponseWriter, r *http.Request) {
	to, refused := in.target(r, r.URL.Query())
	if refused != nil {
		refused.Write(w, refused.status)
		return
	}
	media, refused := mediaOf(r)
	if refused != nil {
		w.Header().Set("Accept-Post", mediaJSON+", "+mediaNDJSON)
		refused.Write(w, refused.status)
		return
	}
	places := in.busy
	if media == mediaNDJSON {
		places = in.streams
	}
	if !places.take() {
		askLater(w, busyAfter)
		problem.Problem{
			Error: fmt.Sprintf("%d requests are being taken in already", intakesAtOnce), Mend: "send it again after Retry-After, or put more numbers in a request",
		}.Write(w, http.StatusServiceUnavailable)
		return
	}
	defer places.leave()
	begin := time.Now()
	t := &taker{producer: in.producer, room: in.room, to: to}
	if media == mediaNDJSON {
		in.takeLines(w, r, t)
	} else {
		in.takeJSON(w, r, t)
	}
	in.log.Info().Str("account", to.account).Str("queue", to.rank).Int("enqueued", t.tally.Enqueued).Int("duplicate", t.tally.Duplicate).
		Int("invalid", t.tally.Invalid).Int("failed", t.tally.Failed).Dur("took_ms", time.Since(begin)).Msg("intake")
}

// refusal is why a request is refused as a whole.
type refusal struct {
	problem.Problem
	status int
}

// Error says why.
func (r *refusal) Error() string { return r.Problem.Error }

func refuse(status int, mend, format string, args ...any) *refusal {
	return &refusal{problem.Problem{Error: fmt.Sprintf(format, args...), Mend: mend}, status}
}

// target reads the query. What it does not know it refuses: a misspelt queue
// would send bulk numbers ahead of live ones.
func (in *intake) target(r *http.Request, query url.Values) (target, *refusal) {
	to := target{account: queue.DefaultAccount, rank: "live"}
	for name, values := range query {
		if len(values) > 1 {
			return to, refuse(http.StatusBadRequest, "give it once", "the parameter %q comes %d times", name, len(values))
		}
		switch name {
		case "account":
			to.account = values[0]
		case "queue":
			to.rank = values[0]
		default:
			return to, refuse(http.StatusBadRequest, "account and queue are known", "the parameter %q is not known", name)
		}
	}
	if to.rank != "live" && to.rank != "bulk" {
		return to, refuse(http.StatusBadRequest, "choose live or bulk", "the queue %q is not known", to.rank)
	}
	if err := queue.CheckAccount(to.account); err != nil {
		return to, refuse(http.StatusBadRequest, "name an account of the worker's settings", "%v", err)
	}
	if who := caller.Of(r.Context()); !who.Sees(to.account) {
		return to, &refusal{who.Strange(to.account), http.StatusForbidden}
	}
	if !slices.Contains(in.accounts, to.account) {
		return to, refuse(http.StatusNotFound, "name one of its settings, or leave it out for main", "the worker has no account %q", to.account)
	}
	return to, nil
}

// mediaOf is what the body is said to be.
func mediaOf(r *http.Request) (string, *refusal) {
	const mend = "send Content-Type: " + mediaJSON + " for an object or an array of objects, " + mediaNDJSON + " for one object a line"
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return "", refuse(http.StatusUnsupportedMediaType, "send it uncompressed", "the body is encoded as %q", encoding)
	}
	given := r.Header.Get("Content-Type")
	media, params, err := mime.ParseMediaType(given)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return "", refuse(http.StatusUnsupportedMediaType, mend, "the body has no Content-Type, or none that can be read")
	}
	if charset, ok := params["charset"]; ok && !strings.EqualFold(charset, "utf-8") {
		return "", refuse(http.StatusUnsupportedMediaType, "write it in UTF-8", "the body is in the charset %q", charset)
	}
	if media != mediaJSON && media != mediaNDJSON {
		return "", refuse(http.StatusUnsupportedMediaType, mend, "the body is %q", media)
	}
	return media, nil
}
