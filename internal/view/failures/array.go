package failures

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
)

// WriteArray writes all as a JSON array, one a line, and returns how many it wrote. It ends with
// the first error.
func WriteArray[T any](w io.Writer, all iter.Seq2[T, error]) (int, error) {
	count := 0
	opening := "["
	for one, err := range all {
		if err != nil {
			return count, err
		}
		line, err := json.Marshal(one)
		if err != nil {
			return count, fmt.Errorf("write what failed: %w", err)
		}
		if _, err := fmt.Fprintf(w, "%s\n%s", opening, line); err != nil {
			return count, err
		}
		count++
		opening = ","
	}
	if count == 0 {
		_, err := fmt.Fprintln(w, "[]")
		return 0, err
	}
	_, err := fmt.Fprintln(w, "\n]")
	return count, err
}
