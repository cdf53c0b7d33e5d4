package queue

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/trackreg/trackreg/internal/wire"
)

// Failure is a number's entry in the failures record.
type Failure struct {
	ID       string          `json:"-"` // what failed: "register:3011:RR123456789CN"
	Class    string          `json:"class"`
	Outcome  string          `json:"outcome"`
	Code     int             `json:"code"`
	Message  string          `json:"message"`
	Remedy   string          `json:"remedy"`
	Payload  json.RawMessage `json:"payload"` // the entry; a JSON string where the task's payload was no JSON
	Task     string          `json:"task"`
	Queue    string          `json:"queue"`
	Attempts int             `json:"attempts"`
	At       time.Time       `json:"at"`
}

// Op returns the operation that failed.
func (f Failure) Op() string { op, _, _ := f.parts(); return op }

// Carrier returns the carrier the entry named; 0: none.
func (f Failure) Carrier() int { _, carrier, _ := f.parts(); return carrier }

// Number returns the number, in upper case.
func (f Failure) Number() string { _, _, number := f.parts(); return number }

func (f Failure) parts() (op string, carrier int, number string) {
	op, rest, _ := strings.Cut(f.ID, ":")
	code, number, _ := strings.Cut(rest, ":")
	carrier, _ = strconv.Atoi(code)
	return op, carrier, number
}

// parseFailure reads a field of the record. What is no record of ours is shown
// as it is rather than hidden.
func parseFailure(id, record string) Failure {
	var f Failure
	if err := json.Unmarshal([]byte(record), &f); err != nil {
		f = Failure{Message: fmt.Sprintf("not a record of trackreg's: %v", err), Payload: wire.Recordable(json.RawMessage(record), MaxPayload)}
	}
	f.ID = id
	return f
}

// Filter picks failures; a zero field picks all.
type Filter struct {
	Class   string // Terminal or Retryable
	Outcome string
	Code    int
	Remedy  string
	Number  string    // trimmed and in any case
	Since   time.Time // at this time or later
	Before  time.Time // earlier than this
}

func (p Filter) picks(f Failure) bool {
	return either(p.Class, f.Class) && either(p.Outcome, f.Outcome) && either(p.Code, f.Code) && either(p.Remedy, f.Remedy) &&
		(p.Number == "" || NumberKey(p.Number) == NumberKey(f.Number())) &&
		!f.At.Before(p.Since) &&
		(p.Before.IsZero() || f.At.Before(p.Before))
}

// either says whether got is what is wanted, or anything is.
func either[T comparable](want, got T) bool {
	var anything T
	return want == anything || want == got
}
