package queue

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Field is one named text value: a column of a CSV row, a field of a stream entry.
type Field struct{ Name, Value string }

// FromFields makes an entry of flat text values: carrier and final_carrier
// become integers, auto_detection a boolean, all others strings. A field whose
// value is empty or blank counts as not given. The payload keeps the order of
// the fields. The error is always an [*EntryError]; beyond what [ParseEntry]
// refuses, a carrier that is not a number or an auto_detection other than true
// and false (in any case, or 1 and 0).
func FromFields(fields []Field) (Entry, error) {
	payload := make([]byte, 1, 256)
	payload[0] = '{'
	var found faults
	numbered := true // the number is not among what is left out for its faults
	for _, f := range fields {
		if strings.TrimFunc(f.Value, clings) == "" && f.Name != "number" {
			continue
		}
		longer, err := f.join(payload)
		if err != nil {
			found.add(err)
			numbered = numbered && f.Name != "number"
			continue
		}
		payload = longer
	}
	if payload = append(payload, '}'); len(payload) > MaxPayload {
		return Entry{}, tooLong(len(payload))
	}
	e, err := parseObject(payload) // what was just written is an object
	if err == nil {
		err = e.checkSource("")
	}
	if numbered {
		found.add(err)
	}
	if err := found.err(); err != nil {
		return Entry{}, err
	}
	return e, nil
}

// join appends the field to an object that is not closed, unless something is wrong with it.
func (f Field) join(object []byte) ([]byte, error) {
	if err := f.check(len(object)); err != nil {
		return nil, err
	}
	if len(object) > 1 {
		object = append(object, ',')
	}
	return f.append(object)
}

func (f Field) check(before int) error {
	if f.Name == "" {
		return refuse("", f.Value, "has a value without a field name", "name the field")
	}
	if before+len(f.Name)+len(f.Value) > MaxPayload {
		return refuse(f.Name, f.Value, "makes the entry too long", fmt.Sprintf("keep an entry to %d bytes", MaxPayload))
	}
	if !utf8.ValidString(f.Name) || !utf8.ValidString(f.Value) {
		return refuse(strings.ToValidUTF8(f.Name, "?"), strings.ToValidUTF8(f.Value, "?"), "is not valid UTF-8", "save the source in UTF-8")
	}
	return nil
}

// append appends the field as a member of a JSON object.
func (f Field) append(dst []byte) ([]byte, error) {
	dst = append(appendQuoted(dst, f.Name), ':')
	value := strings.TrimFunc(f.Value, clings)
	switch f.Name {
	case "carrier", "final_carrier":
		code, err := strconv.ParseUint(value, 10, 31)
		if err != nil {
			return nil, refuse(f.Name, f.Value, "is not a carrier's code", "write 17TRACK's code, an integer such as 3011")
		}
		return strconv.AppendUint(dst, code, 10), nil
	case "auto_detection":
		yes, err := strconv.ParseBool(strings.ToLower(value))
		if err != nil {
			return nil, refuse(f.Name, f.Value, "is not a boolean", "write true or false")
		}
		return strconv.AppendBool(dst, yes), nil
	}
	return appendQuoted(dst, f.Value), nil
}
