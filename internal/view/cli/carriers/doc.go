// Package carriers writes what commands say of 17TRACK's carriers, for people and for scripts.
package carriers
