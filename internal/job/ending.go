package job

// End is how a run ended.
type End string

// The ends of a run.
const (
	Finished    End = "finished"    // every row has its outcome
	Closed      End = "closed"      // the account is closed, for longer than a moment
	WaitOver    End = "wait_over"   // the time to wait is over
	Interrupted End = "interrupted" // the caller's context ended
	Failed      End = "failed"      // an error ended it
)
