package configs

import (
	"reflect"
	"strings"
)

// setting is one field of a section: its name in the file and whether it is left out when empty.
type setting struct {
	name      string
	index     int
	omitEmpty bool
}

// settingsOf lists the settings of a section in the order of the file.
func settingsOf(section reflect.Type) []setting {
	var all []setting
	for i := range section.NumField() {
		name, option, _ := strings.Cut(section.Field(i).Tag.Get("yaml"), ",")
		if name != "-" {
			all = append(all, setting{name: name, index: i, omitEmpty: option == "omitempty"})
		}
	}
	return all
}

// find returns the setting of that name.
func find(section reflect.Type, name string) (setting, bool) {
	for _, s := range settingsOf(section) {
		if s.name == name {
			return s, true
		}
	}
	return setting{}, false
}

// names lists the settings' names.
func names(section reflect.Type) []string {
	var all []string
	for _, s := range settingsOf(section) {
		all = append(all, s.name)
	}
	return all
}

// scalars lists the paths of all single values of a section, such as "retry_backoff.min". Lists
// and maps are left out.
func scalars(section reflect.Type) []string {
	var paths []string
	for _, s := range settingsOf(section) {
		t := section.Field(s.index).Type
		switch {
		case isScalar(t):
			paths = append(paths, s.name)
		case t.Kind() == reflect.Struct:
			for _, inner := range scalars(t) {
				paths = append(paths, s.name+"."+inner)
			}
		}
	}
	return paths
}

// dig returns the value at a path of a section. The path is one of scalars.
func dig(section reflect.Value, path string) reflect.Value {
	for name := range strings.SplitSeq(path, ".") {
		s, _ := find(section.Type(), name)
		section = section.Field(s.index)
	}
	return section
}

func upper(path string) string {
	return strings.ToUpper(strings.ReplaceAll(path, ".", "_"))
}
