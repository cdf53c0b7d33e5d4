package monitor

import (
	"strings"
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

func TestAPayloadNestedAMillionDeepIsShownAsTextByItsBeginning(t *testing.T) {
	for data, shown := range map[string]string{
		strings.Repeat("[", 1<<20) + strings.Repeat("]", 1<<20):                   "2097152 bytes, which begin: " + strings.Repeat("[", 1024) + "…",
		strings.Repeat("[", 33) + strings.Repeat("]", 33):                         "nested more than 32 deep: " + strings.Repeat("[", 33) + strings.Repeat("]", 33),
		strings.Repeat(`{"a":`, 32) + "1" + strings.Repeat("}", 32):               strings.Repeat(`{"a":`, 32) + "1" + strings.Repeat("}", 32),
		`{"tag":"\"` + strings.Repeat("[", 99) + `"}`:                             `{"tag":"\"` + strings.Repeat("[", 99) + `"}`,
		`{"tag":"` + strings.Repeat("x", 1015) + strings.Repeat("ä", 9000) + `"}`: "19025 bytes, which begin: " + `{"tag":"` + strings.Repeat("x", 1015) + "…",
		strings.Repeat("\xff", 1<<20):                                             "1048576 bytes that are no text: " + strings.Repeat("ff", 64),
	} {
		require.Equal(t, shown, readable("", []byte(data)))
	}
}
