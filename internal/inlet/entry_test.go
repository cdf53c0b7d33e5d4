package inlet_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/inlet"
	"github.com/trackreg/trackreg/queue"
)

func ExampleReadEntry() {
	reading, err := inlet.ReadEntry(map[string]string{"number": "RR123456789CN", "carrier": "3011", "queue": "bulk"})
	fmt.Println(string(reading.Items[0].Entry.Body), reading.Bulk, err)

	reading, err = inlet.ReadEntry(map[string]string{"payload": `[{"number":"RR123456789CN","_ref":"order-7"},{"number":""}]`})
	fmt.Println(reading.Items[0].Entry.Ref, err)
	fmt.Println(reading.Items[1].Index, reading.Items[1].Err)
	// Output:
	// {"number":"RR123456789CN","carrier":3011} true <nil>
	// order-7 <nil>
	// 1 number is empty: put the tracking number there
}

func TestFlatFieldsAreOneItem(t *testing.T) {
	r, err := inlet.ReadEntry(map[string]string{
		"tag": "A 1", "carrier": "3011", "auto_detection": "true", "number": " RR123456789CN\ufeff", "queue": "", "op": "register", "_ref": "7",
	})
	require.NoError(t, err)
	require.False(t, r.Bulk, "live unless said otherwise")
	require.Len(t, r.Items, 1)
	require.Equal(t, -1, r.Items[0].Index)
	require.Equal(t, "7", r.Items[0].Entry.Ref)
	require.Equal(t, `{"number":"RR123456789CN","auto_detection":true,"carrier":3011,"tag":"A 1"}`, string(r.Items[0].Entry.Body))
}

func TestAPayloadIsAnObjectOrAnArray(t *testing.T) {
	r, err := inlet.ReadEntry(map[string]string{"payload": `{"number":"AB12345"}`, "queue": "bulk"})
	require.NoError(t, err)
	require.True(t, r.Bulk)
	require.Len(t, r.Items, 1)

	r, err = inlet.ReadEntry(map[string]string{"payload": "\ufeff [" + strings.Repeat(`{"number":"AB12345"},`, inlet.MaxItems-1) + `7]`})
	require.NoError(t, err)
	require.Len(t, r.Items, inlet.MaxItems)
	require.NoError(t, r.Items[0].Err)
	require.ErrorContains(t, r.Items[inlet.MaxItems-1].Err, "is not a JSON object")
}

func TestWholeEntriesAreRefusedWithTheReason(t *testing.T) {
	for want, fields := range map[string]map[string]string{
		"number is missing":                             {},
		"number is empty":                               {"number": " "},
		`carrier "DHL" is not a carrier's code`:         {"number": "AB12345", "carrier": "DHL"},
		`queue "slow" is no queue`:                      {"number": "AB12345", "queue": "slow"},
		`op "stoptrack" is reserved`:                    {"number": "AB12345", "op": "stoptrack"},
		`number "AB12345" stands beside a payload`:      {"number": "AB12345", "payload": `{"number":"AB12345"}`},
		"is not JSON":                                   {"payload": `{"number":`},
		`payload "[{\"number\":" is not JSON`:           {"payload": `[{"number":`},
		"payload is an array with nothing in it":        {"payload": " []"},
		"payload is an array of 10001 items":            {"payload": "[" + strings.Repeat("1,", inlet.MaxItems) + "1]"},
		`payload "\"AB12345\"" is not a JSON object`:    {"payload": `"AB12345"`},
		`carrier "{}" is not a carrier's code`:          {"payload": `{"number":"AB12345","carrier":{}}`},
		`number "1.2E+17" was rounded by a spreadsheet`: {"number": "1.2E+17"},
	} {
		_, err := inlet.ReadEntry(fields)
		var refused *queue.EntryError
		require.True(t, errors.As(err, &refused), "%v: %v", fields, err)
		require.ErrorContains(t, err, strings.TrimPrefix(want, "payload \"\\\""), "%v", fields)
		require.NotEmpty(t, refused.Mend)
		require.Less(t, len(err.Error()), 400, "a reason is short, whatever is refused")
	}
}

func TestAnArrayIsReadItemByItem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		good := rapid.SliceOfN(rapid.Bool(), 1, 50).Draw(t, "good")
		texts := make([]string, len(good))
		for i, ok := range good {
			texts[i] = fmt.Sprintf(`{"number":"AB%05d"}`, i)
			if !ok {
				texts[i] = rapid.SampledFrom([]string{`{}`, `7`, `null`, `[]`, `{"number":17}`, `{"number":"A","number":"B"}`}).Draw(t, "bad")
			}
		}
		r, err := inlet.ReadEntry(map[string]string{"payload": "[" + strings.Join(texts, " , ") + "]"})
		require.NoError(t, err)
		require.Len(t, r.Items, len(good))
		for i, item := range r.Items {
			require.Equal(t, i, item.Index)
			require.Equal(t, texts[i], string(item.Payload))
			require.Equal(t, good[i], item.Err == nil, "%s: %v", texts[i], item.Err)
			if good[i] {
				require.Equal(t, fmt.Sprintf("AB%05d", i), item.Entry.Number)
			}
		}
	})
}

func FuzzReadEntry(f *testing.F) {
	f.Add("number", "RR123456789CN", "carrier", "3011")
	f.Add("payload", `[{"number":"RR123456789CN"},{}]`, "queue", "bulk")
	f.Add("payload", "\ufeff[[],\"\xff\"]", "op", "register")
	f.Add("payload", `{"number":"A","_op":"x"}`, "reason", "")
	f.Fuzz(func(t *testing.T, name1, value1, name2, value2 string) {
		r, err := inlet.ReadEntry(map[string]string{name1: value1, name2: value2})
		var refused *queue.EntryError
		if err != nil {
			require.True(t, errors.As(err, &refused), "%T", err)
			return
		}
		require.NotEmpty(t, r.Items)
		for _, item := range r.Items {
			if item.Err != nil {
				require.True(t, errors.As(item.Err, &refused), "%T", item.Err)
				continue
			}
			again, err := queue.ParseEntry(item.Entry.Payload)
			require.NoError(t, err)
			require.Equal(t, item.Entry, again)
		}
	})
}

func TestARefusedInletEntryNamesAllItsFaults(t *testing.T) {
	_, err := inlet.ReadEntry(map[string]string{"number": "1.2E+17", "carrier": "DHL", "queue": "fast", "op": "explode"})
	for _, says := range []string{`queue "fast" is no queue`, `op "explode" is`, `carrier "DHL" is not a carrier's code`, `number "1.2E+17" was rounded`} {
		require.ErrorContains(t, err, says)
	}
	_, err = inlet.ReadEntry(map[string]string{"payload": `{"number":"AB","carrier":"x"}`, "queue": "fast"})
	for _, says := range []string{"queue", "carrier", "number"} {
		require.ErrorContains(t, err, says)
	}
}
