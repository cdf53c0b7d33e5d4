package redistrouble

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/redis/go-redis/v9"
)

// Trouble is what an error says about Redis itself, as opposed to one command.
type Trouble struct {
	Kind Kind
	// Advice is one sentence: what is the matter and what to do.
	Advice string
	// Passing is true when it may end by itself, so that waiting is right.
	Passing bool
}

// Kind names a trouble. The strings are fit for logs and metric labels.
type Kind string

// The kinds of Trouble.
const (
	Away         Kind = "away"          // no connection, a broken one, or no answer in time
	Loading      Kind = "loading"       // it reads its data after a start
	ReadOnly     Kind = "read_only"     // a replica, or a master that was demoted
	MasterDown   Kind = "master_down"   // a replica without its master, or too few replicas
	ClusterDown  Kind = "cluster_down"  // slots without a node, or on their way
	Overloaded   Kind = "overloaded"    // no free connection, here or there
	OutOfMemory  Kind = "out_of_memory" // maxmemory reached
	DiskFailing  Kind = "disk_failing"  // it cannot persist and so takes no writes
	Busy         Kind = "busy"          // a script runs for too long
	BadLogin     Kind = "bad_login"     // password or user wrong or missing
	NoPermission Kind = "no_permission" // the ACL forbids a command, key or channel
	BadTLS       Kind = "bad_tls"       // certificate or TLS mode wrong
)

// String returns the advice.
func (t Trouble) String() string { return t.Advice }

// WorkerACL is what the user of a worker needs, as ACL SETUSER takes it.
const WorkerACL = "~asynq:* ~trackreg:* &asynq:cancel +@all -@admin -@dangerous +info"

// troubles maps a kind to its Trouble.
var troubles = map[Kind]Trouble{
	Away:         {Passing: true, Advice: "Redis does not answer: check that it runs and that redis.url names it"},
	Loading:      {Passing: true, Advice: "Redis is still loading its data: wait until it has started"},
	ReadOnly:     {Passing: true, Advice: "Redis is a read-only replica: let redis.url name the master, or use redis-sentinel:// so that a failover is followed"},
	MasterDown:   {Passing: true, Advice: "Redis has lost its master or its replicas: restore the replication"},
	ClusterDown:  {Passing: true, Advice: "the Redis Cluster does not serve all its slots: see CLUSTER INFO and restore the missing nodes"},
	Overloaded:   {Passing: true, Advice: "no connection to Redis is free: raise its maxclients, or run fewer processes against it"},
	OutOfMemory:  {Passing: true, Advice: "Redis is out of memory: raise its maxmemory, or delete what is not needed (do not let it evict: queued numbers would be lost)"},
	DiskFailing:  {Passing: true, Advice: "Redis cannot write its data to disk and takes no writes: free space on its disk and see its log"},
	Busy:         {Passing: true, Advice: "Redis is busy with a script of somebody's and answers nothing else: wait, or end it by SCRIPT KILL"},
	BadLogin:     {Advice: "Redis refuses the login: check the user and password in redis.url or redis.password_file"},
	NoPermission: {Advice: "Redis's ACL forbids this user a command, key or channel: give it " + WorkerACL},
	BadTLS:       {Advice: "the TLS connection to Redis fails: check redis.ca_file and the server's certificate, and that redis:// against rediss:// matches what the server speaks"},
}

// replies maps the first word of an error reply to a kind.
var replies = map[string]Kind{
	"LOADING":     Loading,
	"READONLY":    ReadOnly,
	"UNBLOCKED":   ReadOnly, // while it waited for a stream's next entry
	"MASTERDOWN":  MasterDown,
	"NOREPLICAS":  MasterDown,
	"NOGOODSLAVE": MasterDown,
	"CLUSTERDOWN": ClusterDown,
	"TRYAGAIN":    ClusterDown,
	"OOM":         OutOfMemory,
	"MISCONF":     DiskFailing,
	"BUSY":        Busy,
	"NOAUTH":      BadLogin,
	"WRONGPASS":   BadLogin,
	"NOPERM":      NoPermission,
}

// Diagnose tells whether err, or an error it wraps, is a trouble of Redis itself, and which. It
// is false for nil, redis.Nil, the end of the caller's own context, a client closed by us, and a
// refusal that concerns one command alone.
func Diagnose(err error) (Trouble, bool) {
	kind, found := kindOf(err)
	if !found {
		return Trouble{}, false
	}
	trouble := troubles[kind]
	trouble.Kind = kind
	trouble.Passing = trouble.Passing || kind == BadTLS && isCutOff(err)
	return trouble, true
}

func kindOf(err error) (Kind, bool) {
	if err == nil || errors.Is(err, redis.Nil) || errors.Is(err, redis.ErrClosed) {
		return "", false
	}
	var reply redis.Error
	if errors.As(err, &reply) {
		return replyKind(reply.Error())
	}
	if errors.Is(err, redis.ErrPoolTimeout) || errors.Is(err, redis.ErrPoolExhausted) {
		return Overloaded, true
	}
	if isTLS(err) {
		return BadTLS, true
	}
	return Away, isAway(err)
}

// replyKind reads an error reply. A script's error stands inside one of the script's own before
// Redis 7: "ERR Error running script (...): @user_script:1: -OOM command not allowed".
func replyKind(text string) (Kind, bool) {
	word, _, _ := strings.Cut(text, " ")
	if kind, known := replies[word]; known {
		return kind, true
	}
	if strings.HasPrefix(text, "ERR max number of clients") {
		return Overloaded, true
	}
	if strings.HasPrefix(text, "ERR AUTH") || strings.HasPrefix(text, "ERR invalid password") {
		return BadLogin, true
	}
	for field := range strings.FieldsSeq(text) {
		if code, dashed := strings.CutPrefix(field, "-"); dashed {
			kind, known := replies[code]
			return kind, known
		}
	}
	return "", false
}

// ErrHandshake marks what failed after the connection stood and before TLS did, which whoever dials
// wraps in it. Among them is a timeout: a Redis that speaks no TLS waits for the rest of what it
// takes for a command.
var ErrHandshake = errors.New("TLS handshake")

// ErrReplyTooLong says that Redis began a reply that nobody here has the memory for: somebody put
// something large where it does not belong. The connection is given up. To ask for less may help; to
// ask the same again does not.
var ErrReplyTooLong = errors.New("the answer of Redis is too long to be read")

func isTLS(err error) bool {
	var (
		header    tls.RecordHeaderError
		alert     tls.AlertError
		verify    *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
	)
	return errors.Is(err, ErrHandshake) || errors.As(err, &header) || errors.As(err, &alert) || errors.As(err, &verify) ||
		errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid)
}

func isAway(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	if errors.As(err, &op) {
		return op.Op != "listen" // an address of our own, which no Redis has a part in
	}
	if errors.As(err, &dns) {
		return true
	}
	// A context's end is a net.Error by its methods: it must be told apart first.
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	return isCutOff(err) || isUnreachable(err)
}

// isCutOff knows a connection that broke off, or on which nothing came in time. While TLS is being set
// up, a server that starts looks like that, or a proxy before it.
func isCutOff(err error) bool {
	for _, broken := range []error{
		io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed, syscall.ECONNRESET, syscall.EPIPE,
	} {
		if errors.Is(err, broken) {
			return true
		}
	}
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// isUnreachable knows the errors of go-redis that have no type of their own.
func isUnreachable(err error) bool {
	text := err.Error()
	return strings.Contains(text, "all sentinels specified in configuration are unreachable") ||
		strings.Contains(text, "cluster has no nodes")
}
