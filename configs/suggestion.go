package configs

import (
	"fmt"
	"maps"
	"slices"

	"github.com/trackreg/trackreg/internal/nearest"
)

// nearestOf suggests a key of the map.
func nearestOf[V any](given string, known map[string]V) string {
	names := slices.Sorted(maps.Keys(known))
	if name := nearest.Name(given, names); name != "" {
		return fmt.Sprintf("did you mean %q?", name)
	}
	return fmt.Sprintf("known are %q", names)
}
