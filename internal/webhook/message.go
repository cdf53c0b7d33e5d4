package webhook

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/trackreg/trackreg/queue"
)

// bodyMost is the most a body holds unless one outcome alone is larger. Common
// receivers refuse more than 100 KB, and it is worth some 150 outcomes.
const bodyMost = 64 << 10

// message is one post.
type message struct {
	id          string
	body        []byte
	size        int
	first, last string // ids of the outcomes' stream entries
}

// pack makes messages of a batch, in its order. The same batch makes the same
// messages, wherever and whenever.
func pack(account string, batch []queue.Delivery) []message {
	var all []message
	var texts []json.RawMessage
	from, size := 0, 0
	for i, d := range batch {
		text := encode(d)
		if size > 0 && size+len(text) > bodyMost {
			all = append(all, newMessage(account, batch[from:i], texts))
			from, size, texts = i, 0, nil
		}
		texts = append(texts, text)
		size += len(text)
	}
	return append(all, newMessage(account, batch[from:], texts))
}

// newMessage makes a message of at least one outcome.
func newMessage(account string, batch []queue.Delivery, texts []json.RawMessage) message {
	last := batch[len(batch)-1]
	body, _ := json.Marshal(struct { // text and time: it cannot fail
		Type      string            `json:"type"`
		Timestamp time.Time         `json:"timestamp"`
		Data      []json.RawMessage `json:"data"`
	}{Type, last.At, texts})
	return message{id: messageID(account, batch), body: body, size: len(batch), first: batch[0].ID, last: last.ID}
}

// messageID names what is in a message, so that a repeat has the same name and
// nothing else has.
func messageID(account string, batch []queue.Delivery) string {
	hash := sha256.New()
	hash.Write([]byte(account))
	for _, d := range batch {
		hash.Write([]byte("\n" + d.ID))
	}
	return "msg_" + hex.EncodeToString(hash.Sum(nil)[:16])
}
