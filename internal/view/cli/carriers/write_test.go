package carriers

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/carriers"
)

func TestFoundCarriers(t *testing.T) {
	found := []carriers.Carrier{
		{Code: 100001, Name: "DHL Express", Country: "DE", Aliases: []string{"DHL", "DHL Worldwide"}},
		{Code: 5, Name: "Bell\a Post", Aliases: []string{}},
	}
	var table, json strings.Builder
	require.NoError(t, WriteTable(&table, found))
	require.Equal(t, "  CODE  CARRIER          COUNTRY  ALSO CALLED\n100001  DHL Express      DE       DHL; DHL Worldwide\n     5  Bell\\u0007 Post\n", table.String())
	require.NoError(t, WriteJSON(&json, found[:1]))
	require.Equal(t, `[{"code":100001,"name":"DHL Express","country":"DE","aliases":["DHL","DHL Worldwide"]}]`+"\n", json.String())

	table.Reset()
	json.Reset()
	require.NoError(t, WriteTable(&table, nil))
	require.Empty(t, table.String())
	require.NoError(t, WriteJSON(&json, nil))
	require.Equal(t, "[]\n", json.String())
}

func TestAnUpdate(t *testing.T) {
	done := carriers.Update{Path: "trackreg-carriers.json", Carriers: 3500, Before: 3400, Gone: []carriers.Carrier{{Code: 100052, Name: "LaserShip", Country: "US", Aliases: []string{}}}}
	var text, json strings.Builder
	require.NoError(t, WriteUpdate(&text, done))
	require.Equal(t, "trackreg-carriers.json: 3,500 carriers, 3,400 before\n"+
		"17TRACK has no longer 1 carrier that trackreg knew, and files that name one are refused:\n  100052  LaserShip\n", text.String())
	require.NoError(t, WriteUpdateJSON(&json, done))
	require.JSONEq(t, `{"path":"trackreg-carriers.json","carriers":3500,"before":3400,"gone":[{"code":100052,"name":"LaserShip","country":"US","aliases":[]}]}`, json.String())

	text.Reset()
	require.NoError(t, WriteUpdate(&text, carriers.Update{Path: "l.json", Carriers: 3500}))
	require.Equal(t, "l.json: 3,500 carriers\n", text.String())
}
