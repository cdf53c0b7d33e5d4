package rows_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/rows"
)

// fail writes all rows of the text as failures.
func fail(t *testing.T, text string, o rows.Options, v rows.Verdict) string {
	t.Helper()
	reader, err := rows.Open(strings.NewReader(text), o)
	require.NoError(t, err)
	var out strings.Builder
	failures := rows.NewFailures(&out, reader.Layout())
	for row, err := range reader.All() {
		require.NoError(t, err)
		require.NoError(t, failures.Write(row, v))
	}
	require.NoError(t, failures.Flush())
	return out.String()
}

var verdict = rows.Verdict{Code: -18010019, Message: "postal code required", Remedy: "add_postal_code"}

func TestFailuresHoldTheRowAsItCame(t *testing.T) {
	got := fail(t, "Tracking No;Weight;Note\nAB12345;2,5;\"a \"\"b\"\"\nc\"\nAB12346; 1 ;=SUM(A1)\n", rows.Options{}, verdict)
	require.Equal(t, "Tracking No;Weight;Note;code;message;remedy;line;_mends\r\n"+
		"AB12345;2,5;\"a \"\"b\"\"\nc\";-18010019;postal code required;add_postal_code;2;\r\n"+
		"AB12346;\" 1 \";'=SUM(A1);-18010019;postal code required;add_postal_code;4;\r\n", got)
}

func TestFailuresCanBeFedBack(t *testing.T) {
	for name, text := range map[string]string{
		"CSV":       "\ufeffTag;Tracking No;Weight\nx;RR123456785CN;2,5\n;AB12345;\n",
		"NDJSON":    "{\"tag\":\"a,\\\"b\\\"\",\"number\":\"RR123456785CN\",\"n\":{\"x\":1}}\n",
		"Lines":     "RR123456785CN\nAB12345\n",
		"twice fed": "number,code,message,remedy,line,_mends\nAB12345,-1,m,r,7,register:0:AB12344\n",
		"as before": "number,code,message,remedy,line\nAB12345,-1,m,r,7\n",
	} {
		first := fail(t, text, rows.Options{}, verdict)
		require.Equal(t, told(read(t, text, rows.Options{})), told(read(t, first, rows.Options{})), name)
		second := fail(t, first, rows.Options{}, verdict)
		header, _, _ := strings.Cut(second, "\r\n")
		require.Equal(t, 1, strings.Count(header, "message"), name)
		require.Equal(t, strings.HasPrefix(text, "\ufeff"), strings.HasPrefix(second, "\ufeff"), name)
	}
}

func TestFailuresOfBrokenRows(t *testing.T) {
	got := fail(t, "number,tag\nAB12345\nAB12346,x,y,z\nAB12347,\"x\n", rows.Options{}, rows.Verdict{Message: "m"})
	require.Equal(t, "number,tag,code,message,remedy,line,_mends\r\n"+
		"AB12345,,,m,,2,\r\n"+
		"AB12346,x,,m,,3,,y,z\r\n"+
		"\"AB12347,\"\"x\",,,m,,4,\r\n", got)
}

func TestOurColumnsAreNoFormulas(t *testing.T) {
	for message, want := range map[string]string{
		"-18010019 postal code": "'-18010019 postal code",
		"=HYPERLINK(A1)":        "'=HYPERLINK(A1)",
		"+1":                    "'+1",
		"@x":                    "'@x",
		"\t=x\r\n=y":            "'=x =y",
		"'tis":                  "''tis",
		"a = b":                 "a = b",
	} {
		got := fail(t, "AB12345\n", rows.Options{}, rows.Verdict{Message: message})
		require.Equal(t, "number,code,message,remedy,line,_mends\r\nAB12345,,"+want+",,1,\r\n", got)
	}
}

func TestNoFailureWritesNothing(t *testing.T) {
	var out strings.Builder
	require.NoError(t, rows.NewFailures(&out, rows.Layout{Header: []string{"number"}}).Flush())
	require.Empty(t, out.String())
}

// full is a disk with no space.
type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAFullDiskIsTold(t *testing.T) {
	failures := rows.NewFailures(full{}, rows.Layout{})
	require.NoError(t, failures.Write(rows.Row{Raw: []string{"AB12345"}}, verdict))
	require.ErrorIs(t, failures.Flush(), errFull)
}
