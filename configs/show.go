package configs

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// MarshalYAML returns the settings in the shape of the settings file. Secrets show as ***; what
// URLs hold of passwords is hidden by Redacted alone.
func (s Settings) MarshalYAML() (any, error) { return outline(reflect.ValueOf(s)), nil }

// MarshalJSON writes the settings in the shape of the settings file, as MarshalYAML does.
func (s Settings) MarshalJSON() ([]byte, error) { return outlineJSON(outline(reflect.ValueOf(s))) }

// outline turns settings into maps that keep the file's order, lists and scalars.
func outline(v reflect.Value) any {
	if text, ok := v.Interface().(encoding.TextMarshaler); ok {
		b, err := text.MarshalText()
		if err != nil {
			return err.Error()
		}
		return string(b)
	}
	if v.Type() == durationType {
		return formatDuration(time.Duration(v.Int()))
	}
	switch v.Kind() {
	case reflect.Struct:
		return outlineSection(v)
	case reflect.Map:
		var all yaml.MapSlice
		for _, key := range slices.SortedFunc(maps.Keys(mapOf(v)), strings.Compare) {
			all = append(all, yaml.MapItem{Key: key, Value: outline(v.MapIndex(reflect.ValueOf(key)))})
		}
		return all
	case reflect.Slice:
		all := make([]any, v.Len())
		for i := range all {
			all[i] = outline(v.Index(i))
		}
		return all
	default:
		return v.Interface()
	}
}

func outlineSection(v reflect.Value) yaml.MapSlice {
	var all yaml.MapSlice
	for _, s := range settingsOf(v.Type()) {
		field := v.Field(s.index)
		if s.omitEmpty && (field.IsZero() || field.Kind() == reflect.Map && field.Len() == 0) {
			continue
		}
		all = append(all, yaml.MapItem{Key: s.name, Value: outline(field)})
	}
	return all
}

// mapOf returns the keys of a map with string keys.
func mapOf(v reflect.Value) map[string]struct{} {
	keys := map[string]struct{}{}
	for _, key := range v.MapKeys() {
		keys[key.String()] = struct{}{}
	}
	return keys
}

// formatDuration writes 6h where time.Duration writes 6h0m0s, and 0 for none.
func formatDuration(d time.Duration) string {
	text := d.String()
	if d == 0 {
		return "0"
	}
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// outlineJSON writes what outline returned; encoding/json would sort the keys.
func outlineJSON(value any) ([]byte, error) {
	var out bytes.Buffer
	switch v := value.(type) {
	case yaml.MapSlice:
		out.WriteByte('{')
		for i, item := range v {
			member, err := outlineJSON(item.Value)
			if err != nil {
				return nil, err
			}
			if i > 0 {
				out.WriteByte(',')
			}
			fmt.Fprintf(&out, "%s:%s", quote(item.Key.(string)), member)
		}
		out.WriteByte('}')
	case []any:
		out.WriteByte('[')
		for i, item := range v {
			element, err := outlineJSON(item)
			if err != nil {
				return nil, err
			}
			if i > 0 {
				out.WriteByte(',')
			}
			out.Write(element)
		}
		out.WriteByte(']')
	default:
		return json.Marshal(v)
	}
	return out.Bytes(), nil
}

func quote(text string) []byte {
	quoted, _ := json.Marshal(text) // text always marshals
	return quoted
}
