package inlet

import (
	"bytes"
	"fmt"

	"github.com/trackreg/trackreg/internal/elements"
	"github.com/trackreg/trackreg/queue"
)

// readPayload reads a payload: one object, or an array of them.
func readPayload(payload string, fields map[string]string) ([]Item, error) {
	for name := range fields {
		if name != fieldPayload && name != fieldQueue && name != fieldOp {
			return nil, refuse(name, fields[name], "stands beside a payload", "put it in the payload's object, or write flat fields alone")
		}
	}
	text := []byte(payload)
	if array := bytes.TrimLeft(text, " \t\r\n\ufeff"); len(array) > 0 && array[0] == '[' {
		return readArray(array)
	}
	entry, err := queue.ParseEntry(text)
	if err != nil {
		return nil, err
	}
	return []Item{{Entry: entry, Index: -1}}, nil
}

func readArray(text []byte) ([]Item, error) {
	all, n, err := elements.Of(text, MaxItems)
	switch {
	case err != nil:
		return nil, refuse(fieldPayload, string(text[:min(len(text), clipped+1)]), "is not JSON ("+err.Error()+")", "write a JSON object, or an array of objects")
	case n == 0:
		return nil, refuse(fieldPayload, "", "is an array with nothing in it", "put the numbers' objects in it")
	case n > MaxItems:
		return nil, refuse(fieldPayload, "", fmt.Sprintf("is an array of %d items", n),
			fmt.Sprintf("put at most %d in one entry", MaxItems))
	}
	items := make([]Item, len(all))
	for i, element := range all {
		items[i] = Item{Index: i, Payload: element}
		items[i].Entry, items[i].Err = queue.ParseEntry(element)
	}
	return items, nil
}

// size is about how much memory an entry takes.
func size(values map[string]any) int {
	n := 0
	for name, value := range values {
		text, _ := value.(string)
		n += len(name) + len(text)
	}
	return n
}

// texts are an entry's fields, all of which are text in a stream.
func texts(values map[string]any) map[string]string {
	fields := make(map[string]string, len(values))
	for name, value := range values {
		text, _ := value.(string)
		fields[name] = text
	}
	return fields
}
