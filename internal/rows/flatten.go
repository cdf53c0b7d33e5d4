package rows

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// flat are the values of a JSON object by their paths, such as order.parcel.tracking_code, in the
// order in which they stand. What lies in an array has none.
type flat struct {
	paths  []string
	values map[string]string
}

// The most that is looked at of one object.
const (
	mostPaths = 1000
	mostDeep  = 8
)

func flatten(text string) (flat, *RowError) {
	found := flat{values: map[string]string{}}
	if err := found.add("", json.RawMessage(text), 0); err != nil {
		return flat{}, &RowError{Value: shorten(text), Problem: "is no JSON object (" + err.Error() + ")", Mend: "write one JSON object for each entry"}
	}
	return found, nil
}

func (f *flat) add(before string, object json.RawMessage, deep int) error {
	members, err := membersOf(object)
	if err != nil {
		return err
	}
	for _, m := range members {
		path := before + m.name
		if _, twice := f.values[path]; twice {
			return errors.New("it has " + path + " twice")
		}
		switch m.value[0] {
		case '{':
			if deep < mostDeep {
				if err := f.add(path+".", m.value, deep+1); err != nil {
					return err
				}
			}
			continue
		case '[':
			continue
		}
		if len(f.paths) < mostPaths {
			f.paths = append(f.paths, path)
			f.values[path] = scalar(m.value)
		}
	}
	return nil
}

// scalar is a JSON value as a cell: a string as it is, null as nothing, the rest as it is written.
func scalar(value json.RawMessage) string {
	var text string
	if value[0] == '"' && json.Unmarshal(value, &text) == nil {
		return text
	}
	if string(value) == "null" {
		return ""
	}
	return string(value)
}

// member is a name and a value of an object.
type member struct {
	name  string
	value json.RawMessage
}

// membersOf reads the members of an object in their order, those that come twice too.
func membersOf(object []byte) ([]member, error) {
	in := json.NewDecoder(bytes.NewReader(object))
	begin, err := in.Token()
	if err != nil {
		return nil, err
	}
	if begin != json.Delim('{') {
		return nil, errors.New("it is none")
	}
	var all []member
	for in.More() {
		name, err := in.Token()
		if err != nil {
			return nil, err
		}
		m := member{name: name.(string)} // of an object the decoder gives no other
		if err := in.Decode(&m.value); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	if _, err := in.Token(); err != nil {
		return nil, err
	}
	if rest := bytes.TrimSpace(object[in.InputOffset():]); len(rest) > 0 {
		return nil, errors.New("something stands behind it")
	}
	return all, nil
}

// table makes one of objects: their paths, and a row of each.
func table(objects []string) (header []string, cells [][]string) {
	at := map[string]int{}
	for _, text := range objects {
		found, wrong := flatten(text)
		if wrong != nil {
			continue
		}
		for _, path := range found.paths {
			if _, known := at[path]; !known && len(header) < mostPaths {
				at[path] = len(header)
				header = append(header, strings.Clone(path))
			}
		}
		row := make([]string, len(header))
		for path, value := range found.values {
			if i, known := at[path]; known {
				row[i] = value
			}
		}
		cells = append(cells, row)
	}
	return header, cells
}
