// Package redisconn opens the Redis that the settings name: a single server, with TLS or on a
// Unix socket, one behind Sentinel, a Cluster, or an embedded server in this process's memory.
// It checks that a server keeps what it is given; what an error means, redistrouble says.
package redisconn

import "time"

const (
	// clientName is what CLIENT LIST shows for our connections.
	clientName = "trackreg"
	// noRetries turns off go-redis's own repeats, which also repeat a command whose answer was
	// lost and which may have been carried out. Repeats of ours: retryRefused.
	noRetries = -1
	// poolSize is the most connections to one server, beside the ten for pipelines. They are
	// made when needed; every blocking read of a stream holds one.
	poolSize = 128
	// bufferSize keeps a full pool at 2 MiB; pipelines have buffers of their own.
	bufferSize         = 8 << 10
	pipelineBufferSize = 64 << 10
	// ioTimeout bounds the wait for an answer. go-redis adds a blocking command's own BLOCK.
	ioTimeout = 5 * time.Second
	// idleTimeout gives back the connections of a burst.
	idleTimeout = 5 * time.Minute
)
