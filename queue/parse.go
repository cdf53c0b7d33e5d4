package queue

// ParseEntry reads a task's payload: one JSON object as the vendor defines a
// register item. It refuses only what can never be right; the rest is the
// vendor's to judge. Unknown fields are kept as they are written. The error is
// always an [*EntryError]. The entry does not share memory with payload.
func ParseEntry(payload []byte) (Entry, error) { panic("soon") }
