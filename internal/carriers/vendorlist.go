package carriers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Bounds of a list, far above the vendor's own (3,500 carriers in a megabyte): they keep a wrong
// file from filling memory.
const (
	mostBytes    = 16 << 20
	mostCarriers = 50_000
	mostOfOne    = 16 << 10
)

// vendorList reads the vendor's list, a JSON array of objects:
//
//	{"key": 3011, "_country": 301, "_country_iso": "CN", "_name": "China Post",
//	 "_name_zh-cn": "中国邮政", "_name_zh-hk": "中國郵政", "_url": "...", "_tel": null, "_email": null}
//
// The code may also be called code, the name name, the country country_iso, _countryIso or
// countryIso, and a code may be a string; fields that begin with _name_ hold the name in other
// languages. Other fields are passed over. Codes are positive, and no two carriers have one.
func vendorList(text []byte) ([]entry, error) {
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	if first, err := d.Token(); err != nil || first != json.Delim('[') {
		return nil, errors.New("it is no list of carriers: it does not begin as a JSON array")
	}
	var entries []entry
	seen := map[int]bool{}
	for d.More() {
		var object json.RawMessage
		if err := d.Decode(&object); err != nil {
			return nil, fmt.Errorf("carrier %d of it: %w", len(entries)+1, err)
		}
		e, err := vendorEntry(object)
		switch {
		case err != nil:
			return nil, fmt.Errorf("carrier %d of it: %w", len(entries)+1, err)
		case seen[e.Code]:
			return nil, fmt.Errorf("two carriers of it have the code %d", e.Code)
		case len(entries) == mostCarriers:
			return nil, fmt.Errorf("it has more than %d carriers", mostCarriers)
		}
		seen[e.Code] = true
		entries = append(entries, e)
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("it is cut off after carrier %d: %w", len(entries), err)
	}
	if d.More() {
		return nil, errors.New("something follows the end of it")
	}
	return entries, nil
}

func vendorEntry(object json.RawMessage) (entry, error) {
	if len(object) > mostOfOne {
		return entry{}, fmt.Errorf("it has more than %d bytes", mostOfOne)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(object, &fields); err != nil || fields == nil {
		return entry{}, errors.New("it is no JSON object")
	}
	code, err := strconv.Atoi(first(fields, "key", "code"))
	if err != nil || code <= 0 {
		return entry{}, errors.New("its key is no positive integer")
	}
	e := entry{Carrier: Carrier{Code: code, Name: first(fields, "_name", "name")}}
	if e.Name == "" {
		return entry{}, fmt.Errorf("carrier %d has no _name", code)
	}
	if iso := first(fields, "_country_iso", "country_iso", "_countryIso", "countryIso"); len(iso) == 2 {
		e.Country = strings.ToUpper(iso)
	}
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		if strings.HasPrefix(field, "_name_") {
			e.translated = append(e.translated, text(fields[field]))
		}
	}
	return e, nil
}

// first returns the first of the fields that is there and not empty.
func first(fields map[string]json.RawMessage, names ...string) string {
	for _, name := range names {
		if value := text(fields[name]); value != "" {
			return value
		}
	}
	return ""
}

// text is what a JSON string or number says, "" for anything else.
func text(value json.RawMessage) string {
	var s string
	var n json.Number
	switch {
	case json.Unmarshal(value, &s) == nil:
		return strings.TrimSpace(s)
	case json.Unmarshal(value, &n) == nil:
		return n.String()
	}
	return ""
}
