package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/carriers"
)

func TestCarriersFind(t *testing.T) {
	l := newLab(t)
	r := l.run("carriers", "find", "dhl", "express")
	require.Zero(t, r.code, r.err)
	require.Equal(t, "  CODE  CARRIER      COUNTRY  ALSO CALLED\n100001  DHL Express  DE       DHL; DHL Worldwide\n", r.out)

	var found []carriers.Carrier
	r = l.run("-o", "json", "carriers", "find", "china post")
	require.NoError(t, json.Unmarshal([]byte(r.out), &found), r.out)
	require.Equal(t, 3011, found[0].Code)

	r = l.run("carriers", "find", "Royal Male")
	require.Zero(t, r.code)
	require.Contains(t, r.err, `"Royal Male"`)
	require.Contains(t, r.out, "11031", "the nearest is shown instead")
	require.Equal(t, "[]\n", l.run("--json", "carriers", "find", "Royal Male").out, "a script takes what is there for found")
	require.Equal(t, exitUsage, l.run("carriers", "find").code)
}

// vendorList is a list of n carriers as 17TRACK publishes it.
func vendorList(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `%c{"key":%d,"_country_iso":"NL","_name":"Snail %d"}`, "[,"[min(i, 1)], 700_000+i, i)
	}
	return b.String() + "]"
}

func TestCarriersUpdateKeepsTheListBesideTheSettings(t *testing.T) {
	l := newLab(t)
	require.NoError(t, os.Mkdir("etc", 0o755))
	settings := l.file("etc/trackreg.yaml", "log: {level: info}\n")
	l.file("fetched.json", vendorList(1500))

	r := l.run("carriers", "update", "fetched.json", "--config", settings)
	require.Zero(t, r.code, r.err)
	require.Contains(t, r.out, "etc/trackreg-carriers.json: 1,500 carriers\n")
	require.Contains(t, r.out, "  100001  DHL Express\n", "gone from that list")
	require.NoFileExists(t, "trackreg-carriers.json")
	require.Contains(t, l.run("carriers", "find", "snail 1499", "--config", settings).out, "701499")
	require.Empty(t, l.run("carriers", "find", "snail 1499").out, "without these settings the built-in ones are used")

	r = l.run("--json", "carriers", "update", "fetched.json")
	require.Zero(t, r.code, r.err)
	var done carriers.Update
	require.NoError(t, json.Unmarshal([]byte(r.out), &done))
	require.Equal(t, 1500, done.Carriers)
	require.FileExists(t, "trackreg-carriers.json", "without a settings file it is kept in the working folder")
}

func TestCarriersUpdateRefusesWhatIsNotTheList(t *testing.T) {
	l := newLab(t)
	l.file("fetched.json", vendorList(1500))
	require.Zero(t, l.run("carriers", "update", "fetched.json").code)
	l.file("short.json", vendorList(1200))
	for from, says := range map[string]string{
		"short.json":              "only 1200 of the 1500 carriers",
		"none.json":               "none.json",
		"http://127.0.0.1:1/list": "give an https address",
	} {
		r := l.run("carriers", "update", from)
		require.Equal(t, exitFailed, r.code)
		require.Contains(t, r.err, says)
		require.Empty(t, r.out)
	}
	l.file("trackreg-carriers.json", "[{")
	r := l.run("carriers", "find", "dhl")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.err, "fetch it anew with `trackreg carriers update`")
}
