package queue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// ParseEntry reads a task's payload: one JSON object as the vendor defines a
// register item. It refuses only what can never be right and leaves the rest
// for the vendor to judge:
//
//   - text over [MaxPayload], no UTF-8, no JSON, no object, nested more than 32 deep, or with a key that comes twice;
//   - a key that differs from a field's name in case alone, such as Number: programs that read JSON differ in which they see;
//   - a number that is missing or is none by [IsNumber]; blanks and invisible characters at its ends are cut off;
//   - carrier or final_carrier that is no integer from 0 to 2147483647, auto_detection that is no boolean,
//     tag, _ref or _source that is no string; null counts as not given;
//   - _mends that is not OPERATION:CARRIER:NUMBER, as the failures record names a failure; "" counts as not given;
//   - _op that is not "register": it is reserved;
//   - _source in the form that imports give their rows, NAME@TIME#ROW: nobody else speaks for a row.
//
// All other fields are kept as they are written, down to the digits of a
// number. The error is always an [*EntryError]. The entry shares no memory
// with payload. For the payload of a task that is queued already see [ParseTask].
func ParseEntry(payload []byte) (Entry, error) {
	e, err := parsePayload(payload)
	if err == nil {
		err = e.checkSource("")
	}
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// ParseTask reads the payload of the task with that id as [ParseEntry] does, but for a _source in
// the form that imports give their rows: it is right if the id is the one that a [Producer] gives
// this very entry. So a task by any other client cannot claim to be a row's while it holds
// something else.
func ParseTask(id string, payload []byte) (Entry, error) {
	e, err := parsePayload(payload)
	if err == nil {
		err = e.checkSource(id)
	}
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// checkSource refuses a _source that names an import's row, unless the entry's task has the id that
// its content makes.
func (e Entry) checkSource(task string) error {
	if _, ofRow := keyspace.RunOf(e.Source); !ofRow || strings.HasSuffix(task, ":"+NumberKey(e.Number)+":"+e.digest) {
		return nil
	}
	return refuse(sourceKey, e.Source, "names a row of an import", "leave it out, or write it in another form")
}

func parsePayload(payload []byte) (Entry, error) {
	object, err := checkObject(payload)
	if err != nil {
		return Entry{}, err
	}
	return parseObject(object)
}

// parseObject reads a JSON object that is known to be one, and not too long.
func parseObject(object []byte) (e Entry, err error) {
	ms := appendMembers(make([]member, 0, 16), object)
	found := e.read(ms)
	if err := found.err(); err != nil {
		return Entry{}, err
	}
	e.Payload = appendText(make([]byte, 0, len(object)), ms, false)
	e.Body = e.Payload
	if hasOurs(ms) {
		if key := oursTwice(ms); key != "" {
			return Entry{}, refuse(key, "", "comes twice", "keep one of the two")
		}
		e.Body = appendText(make([]byte, 0, len(object)), ms, true)
	}
	if e.digest, err = digest(ms); err != nil {
		return Entry{}, asEntryError(err)
	}
	if err := checkNumber(e.Number); err != nil {
		return Entry{}, err
	}
	return e, nil
}

var byteOrderMark = []byte("\ufeff")

// checkObject returns the object that payload consists of.
func checkObject(payload []byte) ([]byte, error) {
	if len(payload) > MaxPayload {
		return nil, tooLong(len(payload))
	}
	if !utf8.Valid(payload) {
		return nil, refuse("", "", "is not valid UTF-8", "write it in UTF-8")
	}
	object := bytes.TrimSpace(bytes.TrimPrefix(payload, byteOrderMark))
	if !json.Valid(object) {
		return nil, refuse("", string(object), "is not JSON ("+syntaxError(object)+")", "write one JSON object")
	}
	if object[0] != '{' {
		return nil, refuse("", string(object), "is not a JSON object", `write an object such as {"number":"RR123456789CN"}`)
	}
	if tooDeep(object) {
		return nil, refuse("", "", fmt.Sprintf("is nested more than %d deep", maxDepth), "write it flat")
	}
	return object, nil
}

func tooLong(length int) error {
	return refuse("", "", fmt.Sprintf("is %d bytes long", length), fmt.Sprintf("keep it to %d", MaxPayload))
}

func syntaxError(text []byte) string {
	var raw json.RawMessage
	err := json.Unmarshal(text, &raw)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("%v, at byte %d", syntax, syntax.Offset)
	}
	return fmt.Sprint(err)
}

// read takes from the members what the entry needs to know and checks it. It
// replaces the number's value by the trimmed one. The number itself is checked where anything else is
// wrong, so that all of that is told together; else it is checked last.
func (e *Entry) read(ms []member) (found faults) {
	number := -1
	for i, m := range ms {
		if m.key == "number" {
			number = i
		}
		found.add(e.readMember(m))
	}
	if number < 0 {
		found.add(refuse("number", "", "is missing", `give the tracking number as "number"`))
		return found
	}
	trimmed := TrimNumber(e.Number)
	if trimmed != e.Number {
		ms[number].value = appendQuoted(nil, trimmed)
	}
	e.Number = trimmed
	if len(found.all) > 0 && ms[number].value[0] == '"' { // else that is said already
		found.add(checkNumber(trimmed))
	}
	return found
}

func (e *Entry) readMember(m member) (err error) {
	switch m.key {
	case "number":
		if m.value[0] != '"' {
			return refuse(m.key, string(m.value), "is not a string", "put it in double quotes")
		}
		e.Number = decodeString(m.value)
	case "carrier":
		e.Carrier, err = readCarrier(m)
	case "final_carrier":
		_, err = readCarrier(m)
	case "auto_detection":
		if c := m.value[0]; c != 't' && c != 'f' && c != 'n' {
			return refuse(m.key, string(m.value), "is not a boolean", "write true or false, without quotes")
		}
	case "tag":
		e.Tag, err = readString(m)
	case "_ref":
		e.Ref, err = readString(m)
	case "_source":
		e.Source, err = readString(m)
	case rowKey:
		e.Row = slices.Clone(m.value)
	case mendsKey:
		e.Mends, err = readMends(m)
	case mendedAtKey:
		e.MendedAt, err = readMendedAt(m)
	case "_op":
		if op, err := readString(m); err != nil || op != Register {
			return refuse(m.key, string(m.value), "is reserved", `leave it out, or write "register"`)
		}
	default:
		err = checkKey(m)
	}
	return err
}

func readString(m member) (string, error) {
	switch m.value[0] {
	case '"':
		return decodeString(m.value), nil
	case 'n':
		return "", nil
	}
	return "", refuse(m.key, string(m.value), "is not a string", "put it in double quotes")
}

func readCarrier(m member) (int, error) {
	if m.value[0] == 'n' {
		return 0, nil
	}
	code, err := strconv.ParseInt(string(m.value), 10, 64)
	if err != nil || code < 0 || code > math.MaxInt32 {
		return 0, refuse(m.key, string(m.value), "is not a carrier's code", "write 17TRACK's code, an integer such as 3011, without quotes")
	}
	return int(code), nil
}

func hasOurs(ms []member) bool {
	for _, m := range ms {
		if m.ours() {
			return true
		}
	}
	return false
}

// oursTwice returns a key that begins with _ and comes twice; "": there is none. The digest, which
// finds the others, leaves these out.
func oursTwice(ms []member) string {
	seen := map[string]bool{}
	for _, m := range ms {
		if m.ours() && seen[m.key] {
			return m.key
		}
		seen[m.key] = true
	}
	return ""
}

// appendText appends the members as one object, as they are written; sent
// leaves out those that are never sent.
func appendText(dst []byte, ms []member, sent bool) []byte {
	dst = append(dst, '{')
	for _, m := range ms {
		if sent && m.ours() {
			continue
		}
		if len(dst) > 1 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, m.name...), ':'), m.value...)
	}
	return append(dst, '}')
}

// asEntryError gives an error that was met in the depth of a payload its form.
func asEntryError(err error) error {
	var refused *EntryError
	if errors.As(err, &refused) {
		return refused
	}
	return refuse("", "", "is not valid JSON ("+err.Error()+")", "write characters beyond U+FFFF as they are, or as a pair of \\u escapes")
}
