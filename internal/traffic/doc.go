// Package traffic keeps what an account's processes have under way, for whoever looks but once: how
// many numbers each has in calls now, and a few readings of the counters that say how fast it goes.
//
// Both are samples that end by themselves. What a process that was killed had in calls is forgotten
// after [holds], by Redis's clock, and an account that makes no calls costs nothing.
package traffic
