package worker

// Ready says whether numbers are taken from the queues of all accounts: between
// the start of Run, which takes its time, and the end of its context. A closed
// gate changes nothing. It is safe for concurrent use.
func (w *Worker) Ready() bool { return int(w.pulling.Load()) == len(w.o.Accounts) }
