// Package presence says which processes serve an account: each writes every few seconds, with the
// account's other keys, that it is there and what it holds. What it wrote holds by Redis's own
// clock: a process that ends takes it away at once, one that is killed is gone after fifteen
// seconds. Versions that wrote nothing yet are known by asynq's own list of servers, which is
// asked where nobody else is found.
package presence
