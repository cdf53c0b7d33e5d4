package service_test

import (
	"bytes"
	"context"
	"net"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/service"
	"github.com/trackreg/trackreg/internal/view/metrics"
)

// onTaken are settings whose address another process has.
func onTaken(t *testing.T, chosen bool) *backend.Backend {
	other, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = other.Close() })
	s := settings(t, func(*configs.Account) {})
	s.HTTP.Listen, s.HTTP.Chosen = other.Addr().String(), chosen
	b, err := backend.Open(s, backend.Configured, "")
	require.NoError(t, err)
	return b
}

func TestAWorkerGoesOnWithoutADefaultAddressThatIsTaken(t *testing.T) {
	b := onTaken(t, false)
	defer b.Close()
	ctx, cancel := context.WithCancel(t.Context())
	log := &untilSaid{text: "worker started", then: cancel}
	require.NoError(t, service.Run(ctx, b, metrics.Build{}, service.Telling{Log: zerolog.New(zerolog.SyncWriter(log))}))
	require.Contains(t, log.String(), "serves no HTTP")
	require.Contains(t, log.String(), "address already in use")
}

func TestAnAddressThatWasChosenMustBeFree(t *testing.T) {
	b := onTaken(t, true)
	defer b.Close()
	require.ErrorContains(t, service.Run(t.Context(), b, metrics.Build{}, service.Telling{Log: zerolog.Nop()}), "http.listen")
}

// untilSaid is a log that acts on a text.
type untilSaid struct {
	bytes.Buffer
	text string
	then func()
}

func (u *untilSaid) Write(line []byte) (int, error) {
	if strings.Contains(string(line), u.text) {
		u.then()
	}
	return u.Buffer.Write(line)
}
