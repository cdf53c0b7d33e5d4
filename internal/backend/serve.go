package backend

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/track17/sandbox"
)

const (
	// headerTimeout drops clients that connect and say nothing.
	headerTimeout = 10 * time.Second
	// graceful bounds the wait for answers under way when serving ends.
	graceful = 2 * time.Second
)

// usage says how to use a sandbox that has begun to listen.
const usage = `17TRACK sandbox on http://%[1]s
  nothing here is real, and nothing costs anything; any key is an account

  base_url: http://%[1]s/track/v2.4

  curl -s http://%[1]s/track/v2.4/register -H '17token: demo' \
    -d '[{"number":"RR123456789CN"}]'
  curl -s http://%[1]s/sandbox/ledger
  curl -s http://%[1]s/          everything else that can be asked of it
`

// ServeSandbox serves a sandbox on the address until ctx ends, and says on w how
// to use it once it listens. The error says that it cannot listen.
func ServeSandbox(ctx context.Context, address string, o sandbox.Options, w io.Writer) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("run the sandbox: %w", err)
	}
	vendor := sandbox.New(o)
	server := &http.Server{Handler: vendor, ReadHeaderTimeout: headerTimeout}
	fmt.Fprintf(w, usage, listener.Addr())
	group, stopped := errgroup.WithContext(ctx)
	group.Go(func() error { return served(server.Serve(listener)) })
	group.Go(func() error {
		<-stopped.Done()
		_ = vendor.Close() // answers what it holds back
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
		defer cancel()
		if err := server.Shutdown(late); err != nil {
			return server.Close()
		}
		return nil
	})
	return group.Wait()
}
