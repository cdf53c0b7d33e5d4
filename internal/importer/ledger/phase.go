package ledger

// Phase says how far a run is.
type Phase string

// The phases of a run: the first three in their order, and the ways in which it ends.
const (
	Waiting    Phase = "waiting"    // for a worker, or for another run of the import to end
	Feeding    Phase = "feeding"    // rows are read and queued
	Settling   Phase = "settling"   // nothing is queued any more, outcomes are outstanding
	Finished   Phase = "finished"   // every row is accounted for
	Failed     Phase = "failed"     // as Finished, but not all of the source could be read
	Stopped    Phase = "stopped"    // as Finished, but it stopped by itself: too much was rejected
	Cancelled  Phase = "cancelled"  // by hand
	Superseded Phase = "superseded" // not begun: a later run was due before this one could begin
)

// Phases are all phases of a run.
func Phases() []Phase {
	return []Phase{Waiting, Feeding, Settling, Finished, Failed, Stopped, Cancelled, Superseded}
}

// UnderWay says whether a run has begun and not ended.
func (p Phase) UnderWay() bool { return p == Feeding || p == Settling }

// Ended says whether a run in this phase is over.
func (p Phase) Ended() bool {
	switch p {
	case Finished, Failed, Stopped, Cancelled, Superseded:
		return true
	}
	return false
}
