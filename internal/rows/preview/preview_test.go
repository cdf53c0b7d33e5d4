package preview_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/cells"
	"github.com/trackreg/trackreg/internal/rows/preview"
)

const file = `Report
Order;Tracking number;Carrier;Weight
A1;RR123456785CN / RR123456799CN;Bpost;2,5
A2;="00340434161094042557";;
A3;1.2E+17;;
A4;shipped;;
`

func of(t *testing.T, text string) preview.Preview {
	t.Helper()
	reader, err := rows.Open(strings.NewReader(text), rows.Options{Name: "orders.csv"})
	require.NoError(t, err)
	found, err := preview.Of(t.Context(), reader, "orders.csv", 40)
	require.NoError(t, err)
	return found
}

func TestAPreviewSaysHowAFileIsUnderstood(t *testing.T) {
	found := of(t, file)
	require.Equal(t, []preview.Column{
		{Field: "order_no", Heading: "Order", Letter: "A"}, {Field: "number", Heading: "Tracking number", Letter: "B"}, {Field: "carrier", Heading: "Carrier", Letter: "C"},
	}, found.Columns)
	require.Equal(t, []string{"Weight"}, found.Unread)
	require.EqualValues(t, 5, found.Rows)
	require.EqualValues(t, 3, found.Valid)
	require.EqualValues(t, 2, found.Invalid)
	require.EqualValues(t, 1, found.Calls)
	require.Len(t, found.First, 3)
	require.Equal(t, []preview.BadRow{
		{Line: 5, Reason: `Tracking number "1.2E+17" was rounded by a spreadsheet: export it again with that column formatted as text`},
		{Line: 6, Reason: `Tracking number "shipped" holds no digit: see whether the field holds the tracking number`},
	}, found.Bad)
	require.Equal(t, []preview.Kind{{Text: "Bpost asks for destination_postal_code", Rows: 2}}, found.Lacking)
	require.Equal(t, []preview.Kind{{Text: cells.Formula.String(), Rows: 1}, {Text: cells.Split.String(), Rows: 2}}, found.Cleaned)

	var text strings.Builder
	require.NoError(t, found.Write(&text))
	for _, says := range []string{
		"orders.csv is read as csv\n  order_no <- \"Order\" (column A)\n", "not read: \"Weight\"", "line 6: Tracking number \"shipped\"", "2 Bpost asks for destination_postal_code",
		"5 rows: 3 valid, 2 invalid; 1 call of 40. Nothing was queued.",
	} {
		require.Contains(t, text.String(), says)
	}
	encoded, err := json.Marshal(found)
	require.NoError(t, err)
	require.NotContains(t, string(encoded), "null", "scripts find lists, also empty ones")
}

func TestOfManyBadRowsTwentyAreNamed(t *testing.T) {
	var text strings.Builder
	text.WriteString("number,tag\n")
	for i := range 40 {
		fmt.Fprintf(&text, "RR%09dCN,x\n", i)
	}
	text.WriteString(strings.Repeat("Total,x\n", 25) + strings.Repeat(",x\n", 5))
	found := of(t, text.String())
	require.Len(t, found.Bad, 20)
	require.Equal(t, []preview.Kind{{Text: "is a total row", Rows: 25}, {Text: "is empty", Rows: 5}}, found.Kinds)
	var written strings.Builder
	require.NoError(t, found.Write(&written))
	require.Contains(t, written.String(), "and 10 more\n\nall of them by what is wrong:\n  25 is a total row\n  5 is empty\n")
}

func TestWhatWasReadBeforeAnErrorIsTold(t *testing.T) {
	begun := preview.Preview{Input: "x"}
	gone := errors.New("gone")
	found, err := begun.Counted(t.Context(), 40, func() (rows.Row, error) { return rows.Row{}, gone })
	require.ErrorIs(t, err, gone)
	require.Zero(t, found.Rows)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = begun.Counted(ended, 40, func() (rows.Row, error) { return rows.Row{}, nil })
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, of(t, file).Write(failing{}), errFull)
}

// failing is a disk with no space.
type failing struct{}

var errFull = iotest.ErrTimeout

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestKindsAreBounded(t *testing.T) {
	var counts preview.Counts
	for i := range 5000 {
		counts.Add(fmt.Sprint("kind ", i))
	}
	counts.Add("something else")
	most := counts.Most()
	require.Len(t, most, 50)
	require.Equal(t, preview.Kind{Text: "something else", Rows: 4001}, most[0])
}
