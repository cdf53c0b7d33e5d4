package track17

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLooseValues(t *testing.T) {
	tests := []struct {
		raw  string
		want looseInt
		code Code
		text string
	}{
		{`7`, looseInt{7, true}, 7, "7"},
		{`-18010012`, looseInt{-18010012, true}, -18010012, "-18010012"},
		{`"-18010012"`, looseInt{-18010012, true}, -18010012, "-18010012"},
		{`" 7 "`, looseInt{7, true}, 7, " 7 "},
		{`7.0`, looseInt{7, true}, 7, "7.0"},
		{`7e1`, looseInt{70, true}, 70, "7e1"},
		{`7.5`, looseInt{}, CodeUnstated, "7.5"},
		{`1e300`, looseInt{}, CodeUnstated, "1e300"},
		{`99999999999`, looseInt{99999999999, true}, CodeUnstated, "99999999999"},
		{`9007199254740991.0`, looseInt{1<<53 - 1, true}, CodeUnstated, "9007199254740991.0"},
		{`9007199254740992.0`, looseInt{}, CodeUnstated, "9007199254740992.0"}, // may have been another before it was a float
		{`2147483647`, looseInt{math.MaxInt32, true}, math.MaxInt32, "2147483647"},
		{`2147483648`, looseInt{math.MaxInt32 + 1, true}, CodeUnstated, "2147483648"},
		{`-2147483648`, looseInt{math.MinInt32, true}, math.MinInt32, "-2147483648"},
		{`-2147483649`, looseInt{math.MinInt32 - 1, true}, CodeUnstated, "-2147483649"},
		{`null`, looseInt{}, CodeSuccess, ""},
		{`""`, looseInt{}, CodeUnstated, ""},
		{`"x\u00e9"`, looseInt{}, CodeUnstated, "xé"},
		{`"NaN"`, looseInt{}, CodeUnstated, "NaN"},
		{`true`, looseInt{}, CodeUnstated, ""},
		{`{"a":1}`, looseInt{}, CodeUnstated, ""},
		{`[1]`, looseInt{}, CodeUnstated, ""},
	}
	for _, tt := range tests {
		integer, code, text := looseInt{1, true}, looseCode(1), looseText("before")
		require.NoError(t, json.Unmarshal([]byte(tt.raw), &integer), tt.raw)
		require.NoError(t, json.Unmarshal([]byte(tt.raw), &code), tt.raw)
		require.NoError(t, json.Unmarshal([]byte(tt.raw), &text), tt.raw)
		require.Equal(t, tt.want, integer, tt.raw)
		require.Equal(t, tt.code, Code(code), tt.raw)
		require.Equal(t, tt.text, string(text), tt.raw)
	}
}

func TestOnlySoMuchOfAListIsRead(t *testing.T) {
	list := func(n int) looseList {
		var list looseList
		raw := append([]byte{'['}, make([]byte, 0, 2*n)...)
		for range n - 1 {
			raw = append(raw, '1', ',')
		}
		require.NoError(t, json.Unmarshal(append(raw, '1', ']'), &list))
		return list
	}
	require.Len(t, list(longestList), longestList)
	require.Len(t, list(longestList+1), longestList)
}
