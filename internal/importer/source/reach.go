package source

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
)

// reach is how far a download may be sent: whoever answers it could else have the worker read what
// it alone may reach. It goes along in the context of the requests, which follow one another.
type reach struct {
	own      *url.URL // what the settings name, whose host and port are their writer's word
	anywhere bool     // the settings allow private addresses
	// elsewhere says that the request is a redirect's, to another host or port than own's, and
	// proxied that a proxy looks up its host.
	elsewhere, proxied atomic.Bool
}

type reachKey struct{}

func (r *reach) in(ctx context.Context) context.Context { return context.WithValue(ctx, reachKey{}, r) }

// reachOf is nil for requests that nobody sends on, as a bucket's.
func reachOf(ctx context.Context) *reach {
	r, _ := ctx.Value(reachKey{}).(*reach)
	return r
}

// sentTo notes where a redirect leads. An address that is written out is refused at once, for a
// proxy dials it in our place.
func (r *reach) sentTo(next *url.URL) error {
	r.elsewhere.Store(!sameDoor(next, r.own))
	if !r.elsewhere.Load() || r.anywhere {
		return nil
	}
	host := next.Hostname()
	if at, err := netip.ParseAddr(host); err == nil && isPrivate(at) || strings.EqualFold(host, "localhost") {
		return &privateError{next.Host}
	}
	return nil
}

// sameDoor tells whether two addresses are of one host and port, or of the same host's https in the
// place of its http.
func sameDoor(next, own *url.URL) bool {
	if !strings.EqualFold(next.Hostname(), own.Hostname()) {
		return false
	}
	return portOf(next) == portOf(own) || portOf(own) == "80" && portOf(next) == "443"
}

func portOf(address *url.URL) string {
	switch {
	case address.Port() != "":
		return address.Port()
	case address.Scheme == "https":
		return "443"
	default:
		return "80"
	}
}

// proxy is http.ProxyFromEnvironment that notes whether there is one.
func proxy(request *http.Request) (*url.URL, error) {
	address, err := http.ProxyFromEnvironment(request)
	if r := reachOf(request.Context()); r != nil {
		r.proxied.Store(address != nil)
	}
	return address, err
}

// dialTo has each address looked at after its name was looked up and before it is dialled, so that
// a name which leads elsewhere the second time gains nothing.
func dialTo(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: dialWithin}
	if r := reachOf(ctx); r != nil && r.elsewhere.Load() && !r.proxied.Load() && !r.anywhere {
		dialer.Control = refusePrivate
	}
	return dialer.DialContext(ctx, network, address)
}

func refusePrivate(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("look at the address %s: %w", address, err)
	}
	if isPrivate(at.Addr()) {
		return &privateError{address}
	}
	return nil
}

// privateError says that a redirect leads where nobody from outside gets.
type privateError struct{ address string }

func (e *privateError) Error() string {
	return fmt.Sprintf("sends on to %s, which is this machine's or in a private network", e.address)
}

// notPublic are blocks of addresses that are not somebody's on the Internet, beside those that
// netip.Addr knows: of carriers, tests, the future, and those of IPv6 that hold one of IPv4.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fec0::/10"),
}

func isPrivate(at netip.Addr) bool {
	at = at.Unmap().WithZone("")
	return !at.IsGlobalUnicast() || at.IsPrivate() || slices.ContainsFunc(notPublic, func(block netip.Prefix) bool { return block.Contains(at) })
}
