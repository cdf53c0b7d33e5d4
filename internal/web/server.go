package web

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/carriers"
)

const (
	// headerTimeout drops clients that connect and say nothing.
	headerTimeout = 10 * time.Second
	// idleTimeout drops connections that nobody uses.
	idleTimeout = 2 * time.Minute
	// writeTimeout bounds an answer. A route that answers for longer moves the
	// deadline along.
	writeTimeout = 30 * time.Second
	// maxHeader bounds a request's head, in bytes.
	maxHeader = 32 << 10
	// graceful bounds the wait for answers under way when serving ends.
	graceful = 5 * time.Second
)

// Options are what a Server works with.
type Options struct {
	// Listen is HOST:PORT; port 0 takes a free one.
	Listen string
	// Token returns what a client must show, asked at each request; nil or "": none. Who shows
	// it may do everything.
	Token func() string
	// Tokens are others that a client may show, each with what it may.
	Tokens []Token
	// Free has whoever asks from this machine do everything where there is no token, as nothing that
	// is real can be touched.
	Free bool
	// TrustUser has X-Forwarded-User say who does something, as a proxy writes it.
	TrustUser bool
	// Redis is where numbers are enqueued; closed by its owner after Run.
	Redis redis.UniversalClient
	// Accounts are those that may be enqueued to.
	Accounts []string
	// Carriers knows carriers by name in files; nil is the table that is built in.
	Carriers *carriers.Table
	// Batch is how many numbers one call of an account takes, by which the cost of a file is told.
	Batch map[string]int
	// KnownMonths is how many months back the accounts go that leave known numbers of files out.
	KnownMonths map[string]int
	// Ready says whether the worker takes numbers from its queues; nil: it does.
	Ready func() bool
	// Unserved says, in a sentence each, which accounts nobody works for, where this process does not
	// itself; nil: it does.
	Unserved func(ctx context.Context) ([]string, error)
	// Page serves the status page at / and every path that nothing else here
	// serves, Monitor what is below /asynqmon/, Metrics is /metrics. They stand
	// behind the tokens, but for Metrics, and behind the headers and limits that
	// hold for all; caller.Of tells them who asks. They may set their own
	// Content-Security-Policy and Cache-Control. What they answer must end within half a minute, unless they
	// move the deadline along with http.ResponseController. nil serves nothing.
	Page, Monitor, Metrics http.Handler
	Log                    zerolog.Logger
}

// Server serves HTTP. Make it with [Listen].
type Server struct {
	listener net.Listener
	server   *http.Server
	stop     context.CancelFunc
}

// Listen begins to listen, so that a taken address shows at once; [Server.Run]
// answers. The error names the address and the setting.
func Listen(ctx context.Context, o Options) (*Server, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return nil, fmt.Errorf("http.listen: %w: choose another HOST:PORT, or \"\" to serve no HTTP", err)
	}
	return newServer(ctx, o, listener), nil
}

// newServer returns a server that answers on the listener.
func newServer(ctx context.Context, o Options, listener net.Listener) *Server {
	// Its end has long streams come to theirs; ctx must not end requests.
	stopping, stop := context.WithCancel(context.WithoutCancel(ctx))
	return &Server{
		listener: listener,
		stop:     stop,
		server: &http.Server{
			Handler:           newHandler(o, isLoopback(listener.Addr()), stopping),
			ReadHeaderTimeout: headerTimeout,
			WriteTimeout:      writeTimeout,
			IdleTimeout:       idleTimeout,
			MaxHeaderBytes:    maxHeader,
			ErrorLog:          log.New(errorLog{o.Log}, "", 0),
		},
	}
}

// Addr is where the server listens.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Run answers requests until ctx ends, then lets those under way come to their
// end, five seconds at the longest, and returns nil. Any other end is an error.
func (s *Server) Run(ctx context.Context) error {
	group, stopped := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := s.server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve HTTP: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		<-stopped.Done()
		s.stop()
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
		defer cancel()
		if err := s.server.Shutdown(late); err != nil {
			return s.server.Close()
		}
		return nil
	})
	return group.Wait()
}

// isLoopback says whether only this machine reaches the address.
func isLoopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// errorLog takes what net/http has to say of broken connections.
type errorLog struct{ log zerolog.Logger }

func (l errorLog) Write(line []byte) (int, error) {
	l.log.Debug().Bytes("http", line).Msg("web")
	return len(line), nil
}
