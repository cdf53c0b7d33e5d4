package backend

import (
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// sandboxURL is where the sandbox seems to be. The name is reserved for what does
// not exist (RFC 2606), so that no call to it ever leaves the process.
const sandboxURL = "http://sandbox.invalid/track/v2.4"

// openSandbox puts a sandbox of this process, in memory, in the place of the
// vendor, and accounts of it in the place of all: the one that is named, or each
// of the settings' by its name.
func (b *Backend) openSandbox(account string) {
	pipe := sandbox.NewPipe()
	vendor := sandbox.New(sandbox.DefaultOptions())
	server := &http.Server{Handler: vendor}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(pipe) }()

	transport := track17.NewTransport()
	transport.Proxy = nil
	transport.DialContext = pipe.Dial
	b.Transport, b.Sandbox = transport, true
	b.Settings.Redis = configs.Redis{}
	names := []string{account}
	if account == "" {
		names = slices.Collect(maps.Keys(b.Settings.Accounts))
	}
	b.Settings.Accounts = map[string]configs.Account{}
	for _, name := range names {
		b.Settings.Accounts[name] = sandboxAccount(name)
	}
	b.closers = append(b.closers, func() error {
		transport.CloseIdleConnections()
		return errors.Join(vendor.Close(), server.Close(), served(<-ended))
	})
}

// sandboxAccount is an account with the default limits, whose key opens nothing.
func sandboxAccount(name string) configs.Account {
	a := configs.Defaults().Accounts[configs.MainAccount]
	a.Key, a.BaseURL = configs.Secret("sandbox-"+name), sandboxURL
	return a
}

// served is how serving ended, where that was not by closing.
func served(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
