package queue_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
)

func TestFromFieldsGivesValuesTheirTypes(t *testing.T) {
	e, err := queue.FromFields([]queue.Field{
		{"number", " RR123456789CN\ufeff"},
		{"carrier", " 3011 "},
		{"final_carrier", "21051"},
		{"auto_detection", "False"},
		{"destination_postal_code", "01234"},
		{"remark", "a \"quoted\"\nline with \\ and ü"},
		{"tag", ""},
		{"order_no", "  "},
		{"_ref", "7"},
	})
	require.NoError(t, err)
	require.Equal(t, "RR123456789CN", e.Number)
	require.Equal(t, 3011, e.Carrier)
	require.Equal(t, "7", e.Ref)
	require.Equal(t, `{"number":"RR123456789CN","carrier":3011,"final_carrier":21051,"auto_detection":false,`+
		`"destination_postal_code":"01234","remark":"a \"quoted\"\nline with \\ and ü"}`, string(e.Body))
}

func TestFromFieldsIsTheSameEntryAsItsJSON(t *testing.T) {
	flat, err := queue.FromFields([]queue.Field{{"carrier", "3011"}, {"number", "RR123456789CN"}, {"auto_detection", "1"}})
	require.NoError(t, err)
	require.Equal(t, parse(t, `{"number":"RR123456789CN","carrier":3011,"auto_detection":true}`).Digest(), flat.Digest())
}

func TestFromFieldsRefuses(t *testing.T) {
	number := queue.Field{Name: "number", Value: "RR123456789CN"}
	for name, c := range map[string]struct {
		fields         []queue.Field
		field, problem string
	}{
		"nothing":           {nil, "number", "is missing"},
		"empty number":      {[]queue.Field{{"number", ""}}, "number", "is empty"},
		"carrier a name":    {[]queue.Field{number, {"carrier", "DHL"}}, "carrier", "is not a carrier's code"},
		"carrier negative":  {[]queue.Field{number, {"carrier", "-1"}}, "carrier", "is not a carrier's code"},
		"carrier fraction":  {[]queue.Field{number, {"carrier", "3011.0"}}, "carrier", "is not a carrier's code"},
		"carrier huge":      {[]queue.Field{number, {"carrier", "2147483648"}}, "carrier", "is not a carrier's code"},
		"auto_detection":    {[]queue.Field{number, {"auto_detection", "perhaps"}}, "auto_detection", "is not a boolean"},
		"bad UTF-8":         {[]queue.Field{number, {"remark", "M\xfcnchen"}}, "remark", "is not valid UTF-8"},
		"field twice":       {[]queue.Field{number, number}, "number", "comes twice"},
		"no field name":     {[]queue.Field{number, {"", "x"}}, "", "without a field name"},
		"too long":          {[]queue.Field{number, {"remark", strings.Repeat("x", queue.MaxPayload)}}, "remark", "too long"},
		"escapes lengthen":  {[]queue.Field{number, {"remark", strings.Repeat("x\n", queue.MaxPayload/2-50)}}, "", "bytes long"},
		"spreadsheet":       {[]queue.Field{{"number", "1.2E+17"}}, "number", "rounded"},
		"_op is reserved":   {[]queue.Field{number, {"_op", "x"}}, "_op", "is reserved"},
		"control character": {[]queue.Field{{"number", "A\x00B12345"}}, "number", "U+0000"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := queue.FromFields(c.fields)
			var refused *queue.EntryError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, c.field, refused.Field)
			require.Contains(t, refused.Problem, c.problem)
		})
	}
}
