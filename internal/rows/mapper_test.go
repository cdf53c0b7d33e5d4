package rows_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/rows"
)

func TestMapper(t *testing.T) {
	mapper, err := rows.NewMapper([]string{"id", "tracking_number", "carrier_name", "shipped_at"}, rows.Options{
		Columns:   map[string]string{"_ref": "id"},
		Carriers:  map[string]int{"DHL": 100001},
		Fixed:     map[string]string{"tag": "t"},
		NewerThan: since("shipped_at").NewerThan,
	})
	require.NoError(t, err)
	require.Equal(t, []string{"id", "tracking_number", "carrier_name", "shipped_at"}, mapper.Header())
	require.Len(t, mapper.Mapping(), 4)

	got := mapper.Row(1, []string{"7", "AB12345", "dhl", "2026-02-01T00:00:00Z"})
	require.Nil(t, got.Err)
	require.Equal(t, `{"_ref":"7","number":"AB12345","carrier":100001,"ship_date":"2026-02-01","tag":"t"}`, string(got.Entry.Payload))
	require.True(t, mapper.Row(2, []string{"8", "AB12346", "dhl", "2026-01-01T00:00:00Z"}).Old)

	wrong := mapper.Row(3, []string{"9", "", "", "2026-02-01T00:00:00Z"})
	require.EqualError(t, wrong.Err, "line 3: tracking_number is empty: put the tracking number there")
	require.Equal(t, []string{"9", "", "", "2026-02-01T00:00:00Z"}, wrong.Raw)
	require.EqualError(t, mapper.Row(4, []string{"9"}).Err, "line 4: the row has 1 of 4 cells: fill up the row, and see whether it is broken over two lines")
}

func TestAMisspeltColumnIsToldTheNearest(t *testing.T) {
	header := []string{"Tracking No", "Zip"}
	for asked, says := range map[string]string{
		"trackng no": `no column is headed "trackng no", which is to give number: did you mean "Tracking No"? The columns are ["Tracking No" "Zip"]`,
		"Courier":    `no column is headed "Courier", which is to give number: the columns are ["Tracking No" "Zip"]`,
	} {
		_, err := rows.NewMapper(header, rows.Options{Columns: map[string]string{"number": asked}})
		require.EqualError(t, err, says)
	}
}
