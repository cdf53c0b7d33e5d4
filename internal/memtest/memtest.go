// Package memtest measures memory for tests of bounds.
package memtest

import "runtime"

// Allocated returns how many bytes the process allocated while do ran, also those that are free
// again: what others do meanwhile counts as well, so compare it with a bound of another magnitude.
func Allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
