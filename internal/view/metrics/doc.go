// Package metrics says to Prometheus what a worker does and how its accounts
// stand.
//
// What this process does is counted where it happens: [Metrics.Call],
// [Metrics.Outcome] and [Metrics.Post] are observers for the rooms that do it.
// Add these up over processes.
//
// How the accounts stand is kept in Redis and the same for every process. A
// [Sampler] reads it every few seconds, whoever asks, so that a scrape waits for
// nothing and costs Redis nothing; take the largest over processes, or any. A
// sample that grows old says so by trackreg_sample_age_seconds, and after a
// minute what it showed is left out: no reading is better than one that no
// longer holds.
//
// Labels are accounts, the names of imports and of the outcome stream's consumer
// groups, and words of fixed sets; never numbers or messages.
package metrics
