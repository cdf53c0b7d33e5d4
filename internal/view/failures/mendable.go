package failures

import (
	"bytes"
	"encoding/json"

	"github.com/trackreg/trackreg/queue"
)

// Mendable is a failure's entry as a person mends it: its fields, one a line, without what is another
// entry's business. A payload that is no object comes as it is.
func Mendable(f queue.Failure) string {
	fields := payload(f)
	if fields == nil {
		return string(f.Payload)
	}
	for _, name := range notGivenBack {
		delete(fields, name)
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(fields); err != nil {
		return string(f.Payload)
	}
	return string(bytes.TrimSpace(b.Bytes()))
}
