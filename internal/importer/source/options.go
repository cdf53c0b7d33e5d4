package source

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/trackreg/trackreg/internal/carriers"
)

// Options are what a source needs beside its settings. The zero value does.
type Options struct {
	// Now is from when the age of NewerThan counts back; zero is the time of New. The start of
	// the run, given again when the run goes on, lets every row be judged alike.
	Now time.Time
	// Carriers knows carriers by name; nil is the table that is built in.
	Carriers *carriers.Table
	// Transport carries the requests of downloads and buckets; nil is one like Go's default.
	Transport http.RoundTripper
	// Dial connects with SFTP servers; nil is one like Go's default.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// TempDir holds what is fetched from afar while it is read; "" is the system's.
	TempDir string
	// MostBytes bounds what is fetched of one part, as it comes; 0 is 8 GiB.
	MostBytes int64
	// PageRows is about how many rows of a query with a cursor are fetched at once; 0 is 10,000.
	PageRows int
}

const (
	defaultMostBytes = 8 << 30
	defaultPageRows  = 10_000
)

func (o Options) withDefaults() Options {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	if o.Transport == nil {
		o.Transport = newTransport()
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{Timeout: dialWithin}).DialContext
	}
	if o.MostBytes <= 0 {
		o.MostBytes = defaultMostBytes
	}
	if o.PageRows <= 0 {
		o.PageRows = defaultPageRows
	}
	return o
}
