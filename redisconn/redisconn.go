// Package redisconn opens the Redis that the settings name: a single server, with TLS or on a
// Unix socket, one behind Sentinel, a Cluster, or an embedded server in this process's memory.
// It also says in plain words what an error of Redis means and what to do about it.
package redisconn

const (
	// clientName is what CLIENT LIST shows for our connections.
	clientName = "trackreg"
	// noRetries turns off go-redis's own repeats of a command.
	noRetries = -1
	// embeddedPool is the most connections to an embedded server. They cost a few KB each, and
	// each blocking read of a stream or subscription holds one.
	embeddedPool = 128
)
