package keyspace

// The consumer groups of trackreg's own.
const (
	// InletGroup is the one by which workers read an account's inlet.
	InletGroup = "trackreg"
	// WebhookGroup is the one by which webhooks read the outcomes.
	WebhookGroup = "webhook"
	// WatchPrefix begins the name of the group of a process that waits for its own numbers.
	WatchPrefix = "watch-"
	// ImportPrefix begins the name of an import's group.
	ImportPrefix = "import-"
)

// ImportGroup returns the name of the consumer group by which the runs of a bulk import, one at
// a time, read the outcomes.
func ImportGroup(name string) string { return ImportPrefix + name }
