// Package monitor serves asynqmon, the console of asynq's queues, inside the
// worker: under a content security policy, with nothing fetched from elsewhere,
// and without what in it loses numbers.
package monitor

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/hibiken/asynqmon"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/web/caller"
)

// Path is where a server must serve the Handler, with everything below.
const Path = "/asynqmon/"

// Options are what a Handler works with.
type Options struct {
	// Redis holds the queues. It stays its owner's to close, after the last request.
	Redis redis.UniversalClient
	// Accounts are those in whose audit it is written what is changed here.
	Accounts []string
	Log      zerolog.Logger
}

// Handler serves asynqmon, which offers changes to a caller who may make them. That nobody else
// comes here is the server's to see to, as are the headers that hold for every answer. It is safe
// for concurrent use.
type Handler struct {
	looking  *console // changes nothing
	changing *console
}

// New returns a Handler. It asks nothing of Redis. An error says that asynqmon's
// page is not what this package knows how to serve, as another version's may be.
func New(o Options) (*Handler, error) {
	noted := &deeds{recorder: audit.NewRecorder(o.Redis), accounts: o.Accounts, log: o.Log}
	looking, err := newConsole(o.Redis, true, noted)
	if err != nil {
		return nil, err
	}
	changing, err := newConsole(o.Redis, false, noted)
	if err != nil {
		return nil, err
	}
	return &Handler{looking: looking, changing: changing}, nil
}

// ServeHTTP answers what is below Path.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if caller.Of(r.Context()).May(configs.MayAdmin) {
		h.changing.ServeHTTP(w, r)
	} else {
		h.looking.ServeHTTP(w, r)
	}
}

// console is one asynqmon with its page. asynqmon is never closed: all that its
// Close does is close the client, which is not its own.
type console struct {
	asynqmon http.Handler
	readOnly bool
	page     *page
	deeds    *deeds
}

func newConsole(client redis.UniversalClient, readOnly bool, noted *deeds) (*console, error) {
	c := &console{
		deeds: noted,
		asynqmon: asynqmon.New(asynqmon.Options{
			RootPath:         strings.TrimSuffix(Path, "/"),
			RedisConnOpt:     shared{plain(client)},
			ReadOnly:         readOnly,
			PayloadFormatter: asynqmon.PayloadFormatterFunc(readable),
			ResultFormatter:  asynqmon.ResultFormatterFunc(readable),
		}),
		readOnly: readOnly,
	}
	var err error
	if c.page, err = pageOf(c.asynqmon); err != nil {
		return nil, fmt.Errorf("take asynqmon's page in: %w", err)
	}
	return c, nil
}

func (c *console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := "/" + strings.TrimPrefix(r.URL.Path, Path)
	if refused := refuse(r, path, c.readOnly); refused != nil {
		refused.Write(w, refused.status)
		return
	}
	if strings.HasPrefix(path, apiPath) {
		r.Body = http.MaxBytesReader(w, r.Body, bodyMost)
		w.Header().Set("Content-Type", "application/json") // but for errors, which asynqmon says itself
		if looks(r) {
			c.asynqmon.ServeHTTP(w, r)
		} else {
			c.deeds.pass(w, r, c.asynqmon)
		}
		return
	}
	file := &fileWriter{ResponseWriter: w, path: path}
	c.asynqmon.ServeHTTP(file, r)
	if file.isPage {
		c.page.serve(w)
	}
}
