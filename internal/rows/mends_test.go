package rows_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/rows"
)

// mendedBy writes the input's rows as failures of these ids, and returns what the entries read
// from that file mend.
func mendedBy(t *testing.T, text string, ids ...string) (mends []string, file string) {
	t.Helper()
	var out strings.Builder
	reader, err := rows.Open(strings.NewReader(text), rows.Options{})
	require.NoError(t, err)
	failures := rows.NewFailures(&out, reader.Layout())
	i := 0
	for row, err := range reader.All() {
		require.NoError(t, err)
		v := verdict
		v.Mends = ids[i]
		require.NoError(t, failures.Write(row, v))
		i++
	}
	require.NoError(t, failures.Flush())
	for _, row := range read(t, out.String(), rows.Options{}) {
		require.Nil(t, row.Err)
		mends = append(mends, row.Entry.Mends)
	}
	return mends, out.String()
}

func TestAMendedFileSaysWhatItMends(t *testing.T) {
	ids := []string{"register:3011:RR123456799CN", ""}
	for name, text := range map[string]string{
		"CSV":            "Tag;Tracking No\nx;RR123456785CN\n;AB12345\n",
		"lines":          "RR123456785CN\nAB12345\n",
		"NDJSON":         "{\"number\":\"RR123456785CN\",\"x\":{\"y\":1}}\n{ \"number\" : \"AB12345\" }\n",
		"its own column": "_mends,number,code\nregister:0:AB12344,RR123456785CN,9\n,AB12345,9\n",
		"mended NDJSON":  "{\"number\":\"RR123456785CN\",\"_mends\":\"register:0:AB12344\"}\n{\"number\":\"AB12345\"}\n",
		"as it was":      "number,code,message,remedy,line\nRR123456785CN,-1,m,r,7\nAB12345,,,,8\n",
	} {
		got, file := mendedBy(t, text, ids...)
		require.Equal(t, ids, got, name)
		header, _, _ := strings.Cut(file, "\r\n")
		require.Equal(t, 1, strings.Count(header, "_mends"), name)
	}
}

// TestARowThatIsInNoRecordStillMendsWhatItMended: it never came so far as to fail, or has no
// outcome yet.
func TestARowThatIsInNoRecordStillMendsWhatItMended(t *testing.T) {
	for name, text := range map[string]string{
		"fed again":      "number,code,message,remedy,line,_mends\nRR123456785CN,-1,m,r,7,register:0:AB12344\n",
		"its own column": "_mends,number,code\nregister:0:AB12344,RR123456785CN,9\n",
		"NDJSON":         "{\"number\":\"RR123456785CN\",\"_mends\":\"register:0:AB12344\"}\n",
	} {
		got, _ := mendedBy(t, text, "")
		require.Equal(t, []string{"register:0:AB12344"}, got, name)
		got, _ = mendedBy(t, text, "register:0:RR123456785CN")
		require.Equal(t, []string{"register:0:RR123456785CN"}, got, name)
	}
}
