package queue_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
)

func parse(t *testing.T, payload string) queue.Entry {
	t.Helper()
	e, err := queue.ParseEntry([]byte(payload))
	require.NoError(t, err)
	return e
}

func TestParseEntryReadsWhatItNeedsAndKeepsTheRest(t *testing.T) {
	e := parse(t, ` {"number":" rr123456789CN\t", "carrier" : 3011,
		"tag":"A1","_ref":"o-7","_source":"shop","_op":"register","_x":[1],
		"special_tracking_info":{"number_type": 1},"weight":1.50,"order_no":12345678901234567890,"note":"a\u0041"} `)

	require.Equal(t, "rr123456789CN", e.Number)
	require.Equal(t, 3011, e.Carrier)
	require.Equal(t, "A1", e.Tag)
	require.Equal(t, "o-7", e.Ref)
	require.Equal(t, "shop", e.Source)
	require.Equal(t, `{"number":"rr123456789CN","carrier":3011,"tag":"A1",`+
		`"special_tracking_info":{"number_type": 1},"weight":1.50,"order_no":12345678901234567890,"note":"a\u0041"}`, string(e.Body))
	require.Contains(t, string(e.Payload), `"_x":[1]`)
	require.Equal(t, "register:3011:RR123456789CN", e.Identity("register"))
	require.Equal(t, e.Identity("register")+":"+e.Digest(), e.TaskID("register"))
}

func TestParseEntryTakesWhatMayBeRight(t *testing.T) {
	for name, payload := range map[string]string{
		"five":                `{"number":"AB-12"}`,
		"fifty":               `{"number":"` + strings.Repeat("9", 50) + `"}`,
		"letter E":            `{"number":"12345E12"}`,
		"hyphens":             `{"number":"1Z-999-AA1"}`,
		"null is not given":   `{"number":"AB12345","carrier":null,"tag":null,"auto_detection":null,"_ref":null}`,
		"byte order mark":     "\ufeff" + `{"number":"AB12345"}`,
		"escaped key":         `{"\u006eumber":"AB12345"}`,
		"escaped value":       `{"number":"\u0041B12345"}`,
		"unknown field types": `{"number":"AB12345","x":{"y":[true,null,1e400,-0.0]}}`,
		"empty key":           `{"number":"AB12345","":1}`,
		"capitals elsewhere":  `{"number":"AB12345","orderNo":1,"Nummer":"x","ſ":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			e := parse(t, payload)
			require.NotEmpty(t, e.Number)
			require.Len(t, e.Digest(), 16)
		})
	}
}

func TestParseEntryCutsOffWhatClings(t *testing.T) {
	for _, cling := range []string{" ", "\u00a0", "\ufeff", "\u200b", "\u200d", "\u2060", "\u200e", "\\n", "\\t"} {
		e := parse(t, `{"number":"`+cling+`AB12345`+cling+`"}`)
		require.Equal(t, "AB12345", e.Number)
		require.Equal(t, `{"number":"AB12345"}`, string(e.Body))
	}
}

func TestParseEntryRefuses(t *testing.T) {
	for name, c := range map[string]struct{ payload, field, problem string }{
		"nothing":              {``, "", "is not JSON"},
		"no JSON":              {`number=1`, "", "is not JSON"},
		"cut off":              {`{"number":"AB12345"`, "", "unexpected end of JSON input"},
		"two objects":          {`{"number":"AB12345"}{}`, "", "is not JSON"},
		"an array":             {`[{"number":"AB12345"}]`, "", "is not a JSON object"},
		"a string":             {`"AB12345"`, "", "is not a JSON object"},
		"bad UTF-8":            {"{\"number\":\"AB\xff12345\"}", "", "is not valid UTF-8"},
		"10 MB":                {`{"number":"AB12345","x":"` + strings.Repeat("x", 10<<20) + `"}`, "", "bytes long"},
		"nested deep":          {`{"number":"AB12345","x":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, "", "nested"},
		"no number":            {`{"carrier":3011}`, "number", "is missing"},
		"empty number":         {`{"number":""}`, "number", "is empty"},
		"blank number":         {`{"number":" \u200b "}`, "number", "is empty"},
		"null number":          {`{"number":null}`, "number", "is not a string"},
		"number unquoted":      {`{"number":123456789}`, "number", "is not a string"},
		"51 characters":        {`{"number":"` + strings.Repeat("9", 51) + `"}`, "number", "longer than 50"},
		"rounded":              {`{"number":"1.2E+17"}`, "number", "rounded by a spreadsheet"},
		"rounded, no sign":     {`{"number":"1.23457E17"}`, "number", "rounded by a spreadsheet"},
		"rounded, whole":       {`{"number":"4E+17"}`, "number", "rounded by a spreadsheet"},
		"rounded, comma":       {`{"number":"1,2e+17"}`, "number", "rounded by a spreadsheet"},
		"control character":    {`{"number":"AB\u000012345"}`, "number", "invisible character (U+0000)"},
		"four characters":      {`{"number":"AB12"}`, "number", "shorter than 5"},
		"no digit":             {`{"number":"shipped"}`, "number", "holds no digit"},
		"a web address":        {`{"number":"https://t.example/RR123456789CN"}`, "number", "is a web address"},
		"three numbers":        {`{"number":"RR123456789CN, RR123456790CN;RR123456791CN"}`, "number", "is three numbers in one cell"},
		"a date":               {`{"number":"2026-01-31"}`, "number", "is a date"},
		"a day first":          {`{"number":"31-1-2026"}`, "number", "is a date"},
		"a total row":          {`{"number":"Total: 12"}`, "number", "is a total row"},
		"Cyrillic":             {`{"number":"RR12345678СN"}`, "number", "holds 'С' (U+0421, Cyrillic), which only looks like"},
		"figure dash":          {`{"number":"RR1000‒00074CN"}`, "number", "(U+2012, a dash), which only looks like"},
		"long s":               {`{"number":"ſı77777777"}`, "number", "(U+017F, Latin), which only looks like"},
		"underscore":           {`{"number":"AB_12345"}`, "number", "holds '_' (U+005F)"},
		"blank inside":         {`{"number":"RR 123"}`, "number", "invisible character (U+0020)"},
		"zero-width inside":    {`{"number":"RR\u200b123"}`, "number", "invisible character (U+200B)"},
		"carrier quoted":       {`{"number":"AB12345","carrier":"3011"}`, "carrier", "is not a carrier's code"},
		"carrier negative":     {`{"number":"AB12345","carrier":-1}`, "carrier", "is not a carrier's code"},
		"carrier a fraction":   {`{"number":"AB12345","carrier":1.5}`, "carrier", "is not a carrier's code"},
		"carrier huge":         {`{"number":"AB12345","carrier":99999999999999999999}`, "carrier", "is not a carrier's code"},
		"carrier an object":    {`{"number":"AB12345","carrier":{}}`, "carrier", "is not a carrier's code"},
		"final_carrier quoted": {`{"number":"AB12345","final_carrier":"1"}`, "final_carrier", "is not a carrier's code"},
		"auto_detection text":  {`{"number":"AB12345","auto_detection":"true"}`, "auto_detection", "is not a boolean"},
		"tag a number":         {`{"number":"AB12345","tag":7}`, "tag", "is not a string"},
		"_ref a number":        {`{"number":"AB12345","_ref":7}`, "_ref", "is not a string"},
		"_source an object":    {`{"number":"AB12345","_source":{}}`, "_source", "is not a string"},
		"_op other":            {`{"number":"AB12345","_op":"stoptrack"}`, "_op", "is reserved"},
		"_op a number":         {`{"number":"AB12345","_op":1}`, "_op", "is reserved"},
		"key in another case":  {`{"number":"AB12345","Number":"CD12345"}`, "Number", "differs from the field number in case alone"},
		"another case alone":   {`{"NUMBER":"AB12345"}`, "NUMBER", "differs from the field number in case alone"},
		"another case escaped": {`{"number":"AB12345","\u004eumber":"CD12345"}`, "Number", "differs from the field number in case alone"},
		"carrier folded":       {`{"number":"AB12345","CARRIER":1}`, "CARRIER", "differs from the field carrier in case alone"},
		"a long s":             {`{"number":"AB12345","ſhip_date":"x"}`, "ſhip_date", "differs from the field ship_date in case alone"},
		"a kelvin sign":        {`{"number":"AB12345","remarK":"x"}`, "remarK", "differs from the field remark in case alone"},
		"ours in another case": {`{"number":"AB12345","_Source":"x"}`, "_Source", "differs from the field _source in case alone"},
		"key twice":            {`{"number":"AB12345","x":1,"x":2}`, "x", "comes twice"},
		"key twice, escaped":   {`{"number":"AB12345","x":1,"\u0078":2}`, "x", "comes twice"},
		"reference twice":      {`{"number":"AB12345","_source":"nightly@2026-01-01T00:00:00Z#5","_source":"x"}`, "_source", "comes twice"},
		"key of yours twice":   {`{"number":"AB12345","_order":1,"_order":2}`, "_order", "comes twice"},
		"number twice":         {`{"number":"AB12345","number":"CD"}`, "number", "comes twice"},
		"key twice below":      {`{"number":"AB12345","x":[{"y":1,"y":2}]}`, "y", "comes twice"},
		"lone surrogate":       {`{"number":"AB12345","x":"\ud800"}`, "", "is not valid JSON"},
		"lone surrogate key":   {`{"number":"AB12345","\ud800":1}`, "", "is not valid JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := queue.ParseEntry([]byte(c.payload))
			var refused *queue.EntryError
			require.True(t, errors.As(err, &refused), "%v", err)
			require.Equal(t, c.field, refused.Field)
			require.Contains(t, refused.Problem, c.problem)
			require.NotEmpty(t, refused.Mend)
			require.Less(t, len(refused.Error()), 400)
		})
	}
}

func TestParseEntrySharesNoMemory(t *testing.T) {
	payload := []byte(`{"number":"AB12345","_ref":"x"}`)
	e, err := queue.ParseEntry(payload)
	require.NoError(t, err)
	clear(payload)
	require.Equal(t, `{"number":"AB12345","_ref":"x"}`, string(e.Payload))
	require.Equal(t, `{"number":"AB12345"}`, string(e.Body))
	require.Equal(t, "x", e.Ref)
}
