// Package redistrouble says in plain words what an error of Redis's means, what to do about it, and
// whether it passes by itself. No other place decides that.
package redistrouble
