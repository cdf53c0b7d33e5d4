// Package realtest has the worker's tests that need a real Redis: its troubles, its failover, a
// Cluster, and what a pipeline carries on it. They are apart from the others so that go takes those
// from its cache where they have passed already on a machine with Go alone.
package realtest
