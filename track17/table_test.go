package track17

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// vendorRows reads the two tables of the vendor's page: HTTP statuses and codes.
func vendorRows(t *testing.T) (statuses []int, codes []description) {
	t.Helper()
	page, err := os.ReadFile("testdata/17track-error-codes.txt")
	require.NoError(t, err)
	row := regexp.MustCompile(`^\| (-?\d+) \| (.*) \|$`)
	inCodes := false
	for line := range strings.Lines(string(page)) {
		inCodes = inCodes || strings.HasPrefix(line, "Error Codes")
		cells := row.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if cells == nil {
			continue
		}
		number, err := strconv.Atoi(cells[1])
		require.NoError(t, err)
		if inCodes {
			codes = append(codes, description{Code(number), cells[2]})
		} else {
			statuses = append(statuses, number)
		}
	}
	return statuses, codes
}

func TestEveryRowOfTheVendorsTableHasAnEntry(t *testing.T) {
	vendorStatuses, vendorCodes := vendorRows(t)
	require.Len(t, vendorStatuses, 6)
	require.Len(t, vendorCodes, 44)
	for _, status := range vendorStatuses {
		require.True(t, slices.ContainsFunc(statuses, func(s statusEntry) bool {
			return s.first == status && s.last == status && s.plain != ""
		}), "HTTP status %d has no row of its own", status)
	}
	for _, row := range vendorCodes {
		entry, ok := byCode[row.code]
		require.True(t, ok, "code %d has no entry", row.code)
		require.NotEmpty(t, entry.plain, "code %d", row.code)
		require.NotZero(t, entry.item.Do, "code %d", row.code)
		require.NotZero(t, entry.call, "code %d", row.code)
	}
}

func TestDescriptionsAreTheVendorsTable(t *testing.T) {
	_, vendorCodes := vendorRows(t)
	require.Equal(t, vendorCodes, listed)
	var yielded []description
	for code, text := range Descriptions() {
		yielded = append(yielded, description{code, text})
	}
	require.Equal(t, vendorCodes, yielded)
}

func TestUnlistedCodesHaveEntries(t *testing.T) {
	seen := 0
	for code, text := range Unlisted() {
		seen++
		require.Contains(t, byCode, code)
		require.NotEmpty(t, text)
	}
	require.Equal(t, 6, seen)
	require.Len(t, entries, 44+seen, "an entry for a code that nobody has seen")
	require.Len(t, byCode, len(entries), "two entries for one code")
}

func TestEveryEntryEndsSomewhereAPersonUnderstands(t *testing.T) {
	for _, row := range entries {
		switch row.item.Do {
		case Reject, Retry:
			_, ok := remedyNamed(row.item.Remedy)
			require.True(t, ok, "code %d: remedy %q", row.code, row.item.Remedy)
			require.NotEmpty(t, row.item.Outcome, "code %d", row.code)
		case Hold, DailyLimit, Drained:
			require.NotEmpty(t, row.mend, "code %d closes the account and says not how to open it", row.code)
		}
	}
}

func TestWriteTableNamesEveryCodeStatusAndRemedy(t *testing.T) {
	var out strings.Builder
	require.NoError(t, WriteTable(&out))
	for _, row := range entries {
		require.Contains(t, out.String(), "\n| "+strconv.Itoa(int(row.code))+" | ")
	}
	for _, status := range []string{"200", "3xx", "401", "404", "429", "500", "503", "other 5xx"} {
		require.Contains(t, out.String(), "\n| "+status+" | ")
	}
	for _, r := range remedies {
		require.Contains(t, out.String(), "\n| "+r.name+" | "+r.advice)
	}
	require.Contains(t, out.String(), "| -18010011 | The value of data {0} is invalid. | invalid value | reject | split | fix_number or fix_field |")
	require.Contains(t, out.String(), "| -18019901 | Tracking number {0} is already registered. | already registered | done | split |")
	require.Contains(t, out.String(), "retry (at most 4 attempts, 6h0m0s apart)")
}

// A reader of Markdown makes a table of a heading, the columns' names, a line of dashes and the rows, with
// an empty line before the next.
func TestWriteTableIsMarkdown(t *testing.T) {
	var out strings.Builder
	require.NoError(t, WriteTable(&out))
	tables := strings.Split(out.String(), "\n\n## ")
	require.Len(t, tables, 4)
	require.True(t, strings.HasPrefix(tables[0], "## HTTP statuses\n\n| HTTP status | "))
	for _, table := range tables {
		heading, rows, _ := strings.Cut(table, "\n\n")
		lines := strings.Split(strings.TrimSuffix(rows, "\n"), "\n")
		columns := strings.Count(lines[0], " | ") + 1
		require.Equal(t, "|"+strings.Repeat("---|", columns), lines[1], heading)
		require.Equal(t, 1, strings.Count(rows, "\n|---|"), heading)
		for _, row := range lines[2:] {
			require.Equal(t, columns, strings.Count(row, " | ")+1, row)
		}
	}
}

func TestWriteTableSaysWhatToDo(t *testing.T) {
	var out strings.Builder
	require.NoError(t, WriteTable(&out))
	for code, want := range map[Code]string{
		CodePostalRequired: "add_postal_code | add destination_postal_code |",
		CodeFormatInvalid:  "fix_number or fix_field | correct the number, or correct the field that 17TRACK names |",
		CodeInvalidKey:     " | check the account's key |", // no remedy of a number's
		CodeInternalError:  "try_later | try again later |",
	} {
		require.Regexp(t, `(?m)^\| `+strconv.Itoa(int(code))+` \|.*`+regexp.QuoteMeta(want)+`$`, out.String())
	}
}

func TestWriteTableTellsOfAFailedWriter(t *testing.T) {
	require.ErrorIs(t, WriteTable(failingWriter{}), os.ErrClosed)
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, os.ErrClosed }
