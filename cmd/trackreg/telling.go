package main

import (
	"context"
	"fmt"
	"net"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/service"
)

// forPeople tells whether the log is written for people: where that was chosen, or where nothing was
// and a person sees it.
func (p *program) forPeople(l configs.Log) bool {
	return l.Format == "console" || !l.Chosen && isTerminal(p.err)
}

// telling is how the worker says what it does. On a terminal it is sparing: whoever has sent it to the
// background types there.
func (p *program) telling(ctx context.Context, b *backend.Backend) (service.Telling, error) {
	log := b.Settings.Log
	telling := service.Telling{Log: p.logger(log), Sparing: p.forPeople(log) && isTerminal(p.err)}
	if !b.Sandbox {
		return telling, nil
	}
	redis, err := b.ServeRedis(ctx, "127.0.0.1:0")
	if err != nil {
		return telling, err
	}
	telling.Log.Info().Stringer("address", redis).Msg("the embedded Redis is served")
	if p.forPeople(log) {
		telling.Began = func(http net.Addr) { p.welcome(b.Settings.HTTP, redis, http) }
	}
	return telling, nil
}

// buttons says with what the page's buttons work.
func buttons(h configs.HTTP, at net.Addr) string {
	tcp, is := at.(*net.TCPAddr)
	switch {
	case h.Token != "" || h.TokenFile != "" || len(h.Tokens) > 0:
		return "its buttons work with a token of the settings"
	case is && tcp.IP.IsLoopback():
		return "its buttons work without a token"
	}
	return "refused on this address without a token: set http.token, or leave http.listen out"
}

// welcome says what a sandbox's worker is and what to try with it. http is nil where none is served.
func (p *program) welcome(h configs.HTTP, redis, http net.Addr) {
	page, named := "not served: see http.listen", ""
	if http != nil {
		page = "http://" + http.String() + "/"
		page += "   " + buttons(h, http)
	}
	if p.account != "" {
		named = " --account " + p.account
	}
	fmt.Fprintf(p.err, `
Nothing here is real: 17TRACK is simulated, and all ends with this process.

  status page  %[1]s
  Redis        redis://%[2]s/0

Try in another terminal:

  export TRACKREG_REDIS_URL=redis://%[2]s/0
  trackreg enqueue%[3]s RR123456785CN SBX18010019-1
  trackreg status%[3]s --watch
  trackreg failures list%[3]s

Ctrl-C ends it.

`, page, redis, named)
}
