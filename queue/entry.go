package queue

import (
	"encoding/json"
	"strconv"
	"time"
)

// MaxPayload is the largest payload an entry may have, in bytes. The vendor's
// item with every field it defines filled in is below 2 KiB.
const MaxPayload = 16 << 10

// Entry is one tracking number with what the vendor wants to know of it.
// [ParseEntry] and [FromFields] make entries; an entry put together by hand is
// no entry. Entries are not changed once made, so they may be copied and used
// from several goroutines.
type Entry struct {
	Number  string          // trimmed, otherwise as it came
	Carrier int             // the carrier's code; 0: the vendor is to find out
	Payload json.RawMessage // the task's payload: the object as it came, its number trimmed
	Body    json.RawMessage // what is sent to the vendor: Payload without the keys that begin with _
	Tag     string          // the caller's own; the vendor keeps it and answers with it
	Ref     string          // the caller's own (_ref): comes back in the outcome, makes another task
	Source  string          // where the entry comes from (_source): comes back in the outcome
	Row     json.RawMessage // what it was made of (_row), any JSON value; nil where it does not say

	Mends    string    // the failure (_mends) that it mends, by its id: a success takes that out of the record as well
	MendedAt time.Time // when it was enqueued first (_mended_at), where it mends one and its producer says so

	digest string
}

// Identity names what the vendor registers, a number under a carrier, as the
// failures record does: "register:3011:RR123456789CN", with carrier 0 where the
// entry names none and the number in upper case.
func (e Entry) Identity(op string) string { return identity(op, e.Carrier, e.Number) }

// TaskID returns the id under which op is enqueued for this entry: its Identity
// and Digest. The very same entry twice in a queue is one task; the same
// number with mended data, or with another caller's reference, is another.
func (e Entry) TaskID(op string) string { return e.Identity(op) + ":" + e.digest }

// Digest returns the first 16 hex digits of SHA-256 over the payload in
// canonical JSON (RFC 8785), the number trimmed, without the keys that begin
// with _ except _ref. Order of keys and white space make no difference.
//
// RFC 8785 reads numbers as IEEE 754 doubles, in which 2^53 and 2^53+1 are one.
// A number that no double equals is therefore digested as it is written, so
// that two different entries never share a digest.
func (e Entry) Digest() string { return e.digest }

func identity(op string, carrier int, number string) string {
	return op + ":" + strconv.Itoa(carrier) + ":" + NumberKey(number)
}
