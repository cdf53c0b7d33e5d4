package webhook

import (
	"encoding/json"
	"time"

	"github.com/trackreg/trackreg/queue"
)

// Type is the type of every post: outcomes.
const Type = "outcomes"

// Body is what is posted: JSON as Standard Webhooks lays it out. Fields may be added.
type Body struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"` // of the last of the outcomes
	Data      []Outcome `json:"data"`
}

// Outcome is an outcome as it is posted, with the names and meanings of the
// outcome stream's fields. Strings are empty and numbers null where there is
// nothing to say.
type Outcome struct {
	ID           string    `json:"id"` // the stream entry's: no other outcome of the account has it
	Task         string    `json:"task"`
	Account      string    `json:"account"`
	Op           string    `json:"op"`
	Number       string    `json:"number"`
	Carrier      *int      `json:"carrier"`
	GivenCarrier *int      `json:"given_carrier"`
	Origin       *int      `json:"origin"`
	Outcome      string    `json:"outcome"`
	Class        string    `json:"class"`
	Code         *int      `json:"code"`
	Message      string    `json:"message"`
	Remedy       string    `json:"remedy"`
	Tag          string    `json:"tag"`
	Ref          string    `json:"ref"`
	Source       string    `json:"source"`
	Attempts     int       `json:"attempts"`
	At           time.Time `json:"at"`
}

func outcomeOf(d queue.Delivery) Outcome {
	return Outcome{
		ID: d.ID, Task: d.Task, Account: d.Account, Op: d.Op, Number: d.Number,
		Carrier: given(d.Carrier), GivenCarrier: given(d.GivenCarrier), Origin: given(d.Origin),
		Outcome: d.Outcome.Outcome, Class: d.Class, Code: given(d.Code), Message: d.Message, Remedy: d.Remedy,
		Tag: d.Tag, Ref: d.Ref, Source: d.Source, Attempts: d.Attempts, At: d.At,
	}
}

// given is nil for 0, which stands for nothing in all these numbers.
func given(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// encode writes one outcome. Strings and numbers: it cannot fail.
func encode(d queue.Delivery) json.RawMessage {
	text, _ := json.Marshal(outcomeOf(d))
	return text
}
