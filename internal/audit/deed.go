// Package audit keeps who did what by hand: a stream for each account of what people had done by
// the status page, the API, asynqmon and commands.
//
// A deed is written when it is done, with what it came to: written before, it would lie where the
// deed then fails. What cannot be written stands nevertheless, and whoever did it is told.
package audit

import "time"

// What is done by hand. Of asynqmon it is the path that was asked for.
const (
	Pause    = "pause"
	Resume   = "resume"
	Quota    = "quota"    // 17TRACK was asked for it
	PostNow  = "post now" // a webhook that fails is posted at once
	Retry    = "retry"
	Drop     = "drop"
	Mend     = "mend"   // a failure's entry was changed and enqueued
	Run      = "run"    // of an import
	Cancel   = "cancel" // of an import's runs
	KnownAdd = "known add"
	Forget   = "forget" // of known numbers
	Set      = "set"    // of an account's limits, while running
	Reset    = "reset"
	Erase    = "erase" // of every trace of a number
)

// By what something is done.
const (
	ViaPage     = "page"
	ViaAPI      = "api"
	ViaAsynqmon = "asynqmon"
	ViaCommand  = "command"
)

// Deed is something that somebody did by hand.
type Deed struct {
	ID      string    `json:"id"` // the stream's, set when the deed is read
	At      time.Time `json:"at"` // filled with the time of recording when it is zero
	Who     string    `json:"who"`
	Via     string    `json:"via"`
	What    string    `json:"what"`
	Account string    `json:"account"`
	Filter  string    `json:"filter"` // what it was done to, as Pairs writes it; "": the account
	Count   *int      `json:"count"`  // of how many numbers or runs; nil: nothing was counted
}

// Done says whether there is something to record of a deed that ended with the error: it may have
// come halfway.
func (d Deed) Done(err error) bool { return err == nil || d.Count != nil && *d.Count > 0 }
