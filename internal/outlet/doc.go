// Package outlet is an account's way out: it records outcomes, with the failures and totals that go
// with them, and trims their stream. What is recorded other programs read by package queue.
package outlet
