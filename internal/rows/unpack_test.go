package rows_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/rows"
)

// packings pack a text.
var packings = map[string]func(t testing.TB, text string) string{
	"gzip": func(t testing.TB, text string) string {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		_, err := io.WriteString(w, text)
		require.NoError(t, errors.Join(err, w.Close()))
		return out.String()
	},
	"zstd": func(t testing.TB, text string) string {
		w, err := zstd.NewWriter(nil)
		require.NoError(t, err)
		return string(w.EncodeAll([]byte(text), nil))
	},
}

func TestPackedInput(t *testing.T) {
	for kind, pack := range packings {
		for name, c := range map[string]struct {
			text   string
			format rows.Format
		}{
			"CSV":    {"number,tag\nAB12345,x\n", rows.CSV},
			"NDJSON": {`{"number":"AB12345","tag":"x"}` + "\n", rows.NDJSON},
			"XLSX":   {parts{sheet: row("number", "tag") + row("AB12345", "x")}.zipped(t), rows.XLSX},
			"UTF-16": {utf16(t, "number,tag\nAB12345,x\n", true, true), rows.CSV},
		} {
			reader, err := rows.Open(iotest.OneByteReader(strings.NewReader(pack(t, c.text))), rows.Options{Name: "f.gz"})
			require.NoError(t, err, "%s in %s", name, kind)
			require.Equal(t, c.format, reader.Format())
			require.True(t, reader.Packed())
			got, err := reader.Read()
			require.NoError(t, err)
			require.Equal(t, `{"number":"AB12345","tag":"x"}`, string(got.Entry.Payload))
			require.NoError(t, reader.Close())
		}
	}
	two := packings["gzip"](t, "number\nAB12345\n") + packings["gzip"](t, "AB12346\n")
	require.Len(t, read(t, two, rows.Options{}), 2, "files that were packed one by one and joined")
	plain, err := rows.Open(strings.NewReader("number\nAB12345\n"), rows.Options{})
	require.NoError(t, err)
	require.False(t, plain.Packed())
}

func TestTheNameBeforeThePackingIsAClaim(t *testing.T) {
	for name, claims := range map[string]bool{"x.csv.gz": true, "x.JSONL.ZST": false, "x.gz": false, "x.csv.zip": true} {
		reader, err := rows.Open(strings.NewReader(packings["gzip"](t, "{\"number\":\"AB12345\"}\n")), rows.Options{Name: name})
		require.NoError(t, err)
		require.Equal(t, rows.NDJSON, reader.Format(), name)
		require.Equal(t, claims, len(reader.About()) > 0, name)
	}
}

// numbered is a CSV that does not pack well.
func numbered(n int) string {
	var text strings.Builder
	text.WriteString("number\n")
	for i := range n {
		fmt.Fprintf(&text, "AB%d\n", 1_000_000+i*7919%1_000_003)
	}
	return text.String()
}

func TestPackedInputThatIsCutOffSaysAfterWhichLine(t *testing.T) {
	for kind, pack := range packings {
		whole := pack(t, numbered(30_000))
		reader, err := rows.Open(strings.NewReader(whole[:len(whole)/2]), rows.Options{Name: "f.csv.gz"})
		require.NoError(t, err, kind)
		last := 0
		for row, err := range reader.All() {
			if err != nil {
				require.ErrorIs(t, err, io.ErrUnexpectedEOF)
				require.EqualError(t, err, fmt.Sprintf(
					"read f.csv.gz after line %d: the %s data is cut off, write or fetch the file again: unexpected EOF", last, kind))
				break
			}
			require.Nil(t, row.Err, "no half row is taken for a whole one")
			require.Len(t, row.Entry.Number, 9)
			last = row.Line
		}
		require.Greater(t, last, 1)
		require.Less(t, last, 30_001)
		require.NoError(t, reader.Close())
	}
}

func TestPackedInputThatIsDamaged(t *testing.T) {
	for kind, pack := range packings {
		bytes := []byte(pack(t, numbered(30_000)))
		for i := range 64 {
			bytes[len(bytes)/2+i] ^= 0x5a
		}
		reader, err := rows.Open(strings.NewReader(string(bytes)), rows.Options{Name: "f"})
		require.NoError(t, err, kind)
		err = reader.Skip(1 << 30)
		require.ErrorContains(t, err, "the "+kind+" data is damaged, write or fetch the file again", kind)
	}
	_, err := rows.Open(strings.NewReader("\x1f\x8b..........."), rows.Options{})
	require.ErrorContains(t, err, "the gzip data is damaged")
}

func TestAnErrorOfTheSourceIsNoDamage(t *testing.T) {
	broken := errors.New("connection reset")
	for kind, pack := range packings {
		whole := pack(t, numbered(30_000))
		in := io.MultiReader(strings.NewReader(whole[:len(whole)/2]), iotest.ErrReader(broken))
		reader, err := rows.Open(in, rows.Options{Name: "f"})
		require.NoError(t, err, kind)
		err = reader.Skip(1 << 30)
		require.ErrorIs(t, err, broken, kind)
		require.NotContains(t, err.Error(), "damaged")
	}
}

func TestABombIsUnpackedUpToABound(t *testing.T) {
	for kind, pack := range packings {
		bomb := pack(t, "number\n"+strings.Repeat("AB12345\n", 1<<20))
		reader, err := rows.Open(strings.NewReader(bomb), rows.Options{Name: "f", MostUnpacked: 1 << 20})
		require.NoError(t, err, kind)
		err = reader.Skip(1 << 30)
		require.ErrorIs(t, err, rows.ErrTooLarge, kind)
		require.ErrorContains(t, err, "larger unpacked than may be: more than 1048576 bytes, see whether the file is what it should be, and split it if it is")

		reader, err = rows.Open(strings.NewReader(pack(t, "number\nAB12345\n")), rows.Options{MostUnpacked: 15})
		require.NoError(t, err)
		require.NoError(t, reader.Skip(1))
		require.ErrorIs(t, reader.Skip(1), io.EOF, "exactly as many as may be")
	}
}
