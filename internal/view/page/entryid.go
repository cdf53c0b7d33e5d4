package page

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var entryID = regexp.MustCompile(`^[0-9]{1,19}(-[0-9]{1,19})?$`)

// isEntryID says whether a text is the id of a stream's entry.
func isEntryID(text string) bool { return entryID.MatchString(text) }

// lastMillis is the end of the year 9999: whoever gave an entry a later id chose it himself.
const lastMillis = 253402300799999

// addedAt is when an entry was added to its stream, by Redis's clock; zero where its id does not tell.
func addedAt(id string) time.Time {
	ms, _, _ := strings.Cut(id, "-")
	n, err := strconv.ParseInt(ms, 10, 64)
	if err != nil || n > lastMillis {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}
