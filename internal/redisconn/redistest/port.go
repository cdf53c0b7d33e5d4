package redistest

import (
	"net"
	"strconv"
	"strings"
	"testing"
)

// freeAddr returns a loopback address that nothing listened on a moment ago.
func freeAddr(tb testing.TB) string {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("redistest: find a free port: %v", err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// isOwn tells whether the answer to INFO server came from the process pid.
func isOwn(info string, pid int) bool {
	return strings.Contains(info, "process_id:"+strconv.Itoa(pid)+"\r\n")
}
