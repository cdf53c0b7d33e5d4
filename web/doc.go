// Package web serves HTTP beside a worker: the intake for services without
// access to Redis, its description, and the health checks.
//
// Each group of routes has a file of its own; routes.go puts them together, and
// guard.go decides who may do what, for all of them.
package web
