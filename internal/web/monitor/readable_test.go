package monitor

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReadable(t *testing.T) {
	for data, shown := range map[string]string{
		`{"number":"RR1"}`:          `{"number":"RR1"}`,
		"{\n\t\"number\": \"RR1\"}": `{"number":"RR1"}`,
		"hello":                     "hello",
		"two\nlines\x00":            `two\nlines\x00`,
		"Grüße 世界 '":                "Grüße 世界 '",
		"\xff\xfe":                  "2 bytes that are no text: fffe",
		"":                          "",
	} {
		require.Equal(t, shown, readable("", []byte(data)), "%q", data)
	}
}
