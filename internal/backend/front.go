package backend

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
)

// ServeRedis has the embedded Redis listen on the address until Close, so that commands of other
// processes reach it. Errors: that it cannot listen there, or that Redis is none of this process's.
func (b *Backend) ServeRedis(ctx context.Context, address string) (net.Addr, error) {
	if b.server == nil {
		return nil, errors.New("serve Redis: it is not embedded")
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("serve the embedded Redis: %w", err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // closed
			}
			b.server.Serve(conn)
		}
	})
	b.closers = append(b.closers, func() error {
		err := listener.Close()
		serving.Wait()
		return err
	})
	return listener.Addr(), nil
}
