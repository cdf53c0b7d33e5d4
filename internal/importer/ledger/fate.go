package ledger

// Fate is what becomes of a row when it is read.
type Fate byte

// The fates of rows.
const (
	Invalid      Fate = 'i'
	Older        Fate = 'o'
	Duplicate    Fate = 'd'
	Known        Fate = 'k'
	FailedBefore Fate = 'f'
	Queued       Fate = 'q'
)
