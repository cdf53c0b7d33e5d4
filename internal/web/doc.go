// Package web serves HTTP beside a worker: the intake for services without
// access to Redis, its description, and the health checks; and, behind the same
// guard, headers and limits, what others make: the status page (internal/view/page),
// asynqmon (web/monitor) and the metrics.
//
// Each group of routes has a file of its own; routes.go puts them together,
// guard.go decides who may do what, by the table in needs.go, and secured.go what a
// browser may do with an answer, for all of them.
package web
