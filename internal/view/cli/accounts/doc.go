// Package accounts writes how accounts stand for people and scripts at a command line: once, again
// and again, or drawn in its place on a terminal.
package accounts
