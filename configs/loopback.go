package configs

import "net"

// Loopback tells whether [HTTP.Listen] is reached from this machine alone.
func (h HTTP) Loopback() bool {
	host, _, _ := net.SplitHostPort(h.Listen) // Load has checked it; "" is every address
	return isLoopback(host)
}

// isLoopback tells whether the host is this machine.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
