// Package rig sets up what a measurement of trackreg needs, as a user would: a
// real redis-server, the sandbox and workers, each a process of its own, and
// reads the sandbox's ledger over HTTP. Everything listens on loopback, on ports
// that were free, and keeps its files in one folder.
package rig
