// Package standing is the one model of how things stand: of an account, its gate, pace, quota and
// queues, and who is behind what its streams hold; how fast it lately was; of an import and its
// runs. It is read from what all workers share in Redis. Those who show it, in a terminal, on a
// page or as metrics, only write it down.
package standing
