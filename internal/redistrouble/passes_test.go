package redistrouble_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redistrouble"
)

// TestPasses holds every error code of Redis's, and what else a client of it may fail with, to what
// was decided of it.
func TestPasses(t *testing.T) {
	for _, c := range []struct {
		err    error
		passes bool
	}{
		{reply("LOADING Redis is loading the dataset in memory"), true},
		{reply("READONLY You can't write against a read only replica."), true},
		{reply("UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)"), true},
		{reply("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'."), true},
		{reply("NOREPLICAS Not enough good replicas to write."), true},
		{reply("NOGOODSLAVE No suitable replica to promote"), true},
		{reply("CLUSTERDOWN Hash slot not served"), true},
		{reply("TRYAGAIN Multiple keys request during rehashing of slot"), true},
		{reply("ERR max number of clients reached"), true},
		{reply("OOM command not allowed when used memory > 'maxmemory'."), true},
		{reply("ERR Error running script (call to f_1): @user_script:1: -OOM command not allowed"), true},
		{reply("MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk."), true},
		{reply("ERR Error running script (call to f_1): @user_script:1: -MISCONF Redis is configured to save"), true},
		{reply("BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE."), true},
		{redis.ErrPoolTimeout, true},
		{redis.ErrPoolExhausted, true},
		{io.EOF, true},
		{io.ErrUnexpectedEOF, true},
		{net.ErrClosed, true},
		{&net.OpError{Op: "dial", Err: errors.New("connection refused")}, true},
		{&net.OpError{Op: "dial", Err: context.DeadlineExceeded}, true},
		{&net.DNSError{Err: "no such host"}, true},
		{fmt.Errorf("%w with x: %w", redistrouble.ErrHandshake, io.EOF), true}, // a server that starts, or a proxy before it
		{errors.New("redis: all sentinels specified in configuration are unreachable: x"), true},
		{errors.New("redis: can't parse \"HTTP/1.1 502\""), true}, // of the connection, and foreseen by nobody

		{reply("NOAUTH Authentication required."), false},
		{reply("WRONGPASS invalid username-password pair"), false},
		{reply("ERR AUTH <password> called without any password configured"), false},
		{reply("ERR invalid password"), false},
		{reply("NOPERM this user has no permissions to run the 'info' command"), false},
		{fmt.Errorf("%w with x: %w", redistrouble.ErrHandshake, x509.UnknownAuthorityError{}), false},
		{&net.OpError{Op: "remote error", Err: tls.AlertError(42)}, false},
		{tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, false},
		{reply("ERR unknown command 'XAUTOCLAIM'"), false},
		{reply("WRONGTYPE Operation against a key holding the wrong kind of value"), false},
		{reply("CROSSSLOT Keys in request don't hash to the same slot"), false},
		{reply("NOGROUP No such key 's' or consumer group 'g'"), false},
		{reply("BUSYGROUP Consumer Group name already exists"), false},
		{reply("BUSYKEY Target key name already exists."), false},
		{reply("NOSCRIPT No matching script."), false},
		{reply("NOTBUSY No scripts in execution right now."), false},
		{reply("UNKILLABLE Sorry the script already executed write commands"), false},
		{reply("EXECABORT Transaction discarded because of previous errors."), false},
		{reply("NOPROTO unsupported protocol version"), false},
		{reply("MOVED 1 127.0.0.1:7000"), false}, // a Cluster client follows it
		{reply("ASK 1 127.0.0.1:7000"), false},
		{redis.TxFailedErr, false},
		{redis.Nil, false},
		{redis.ErrClosed, false},
		{context.Canceled, false},
		{context.DeadlineExceeded, false},
	} {
		require.Equal(t, c.passes, redistrouble.Passes(fmt.Errorf("follow outcomes: %w", c.err)), "%v", c.err)
		if trouble, found := redistrouble.Diagnose(c.err); found {
			require.Equal(t, trouble.Passing, redistrouble.Passes(c.err), "%v", c.err)
		}
	}
	require.False(t, redistrouble.Passes(nil))
}
