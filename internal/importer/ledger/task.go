package ledger

import (
	"encoding/hex"
	"strings"
)

// Task says as which task a row is queued: the digest of its entry, by which its id ends.
type Task [8]byte

// nobodys is no row's task: an outcome that names it is not believed.
var nobodys = Task{}

// TaskOf reads the digest at the end of a task's id. An id that no producer of ours makes is that
// of a task as which no row is queued.
func TaskOf(id string) Task {
	digest, err := hex.DecodeString(id[strings.LastIndexByte(id, ':')+1:])
	if err != nil || len(digest) != len(Task{}) {
		return nobodys
	}
	return Task(digest)
}

// text is the task as the scripts take it; nothing of none.
func (t *Task) text() []byte {
	if t == nil {
		return nil
	}
	return t[:]
}
