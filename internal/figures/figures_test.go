package figures_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/figures"
)

func TestCount(t *testing.T) {
	for want, n := range map[string]int64{
		"0": 0, "7": 7, "999": 999, "1,000": 1000, "12,345": 12345, "1,234,567": 1234567,
		"-1,000": -1000, "-999": -999, "-9,223,372,036,854,775,808": math.MinInt64,
	} {
		require.Equal(t, want, figures.Count(n))
	}
}

func TestRateAndShare(t *testing.T) {
	require.Equal(t, "118.7", figures.Rate(118.66))
	require.Equal(t, "120", figures.Rate(120))
	require.Equal(t, "99.2%", figures.Share(119.04, 120))
	require.Equal(t, "-", figures.Share(1, 0))
}

func TestSpan(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0s": -time.Second, "4.2s": 4230 * time.Millisecond, "26s": 26900 * time.Millisecond,
		"3m 20s": 200 * time.Second, "1h 4m": 64 * time.Minute, "1m 0s": time.Minute,
	} {
		require.Equal(t, want, figures.Span(d))
	}
}

func TestTimesNameTheirZone(t *testing.T) {
	at := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	zone := at.Local().Format("MST")
	require.Equal(t, at.Local().Format("2006-01-02 15:04:05 ")+zone, figures.Moment(at))
	require.Equal(t, at.Local().Format("15:04:05 ")+zone, figures.Clock(at))
}

func TestTableAlignsByTheWidestCell(t *testing.T) {
	table := figures.Table{Columns: []figures.Column{{Head: "NAME"}, {Head: "ROWS", Right: true}, {Head: "NOTE"}}}
	table.Add("größer", "12,345", "first")
	table.Add("x", "7")
	var out strings.Builder
	require.NoError(t, table.Write(&out))
	require.Equal(t, "NAME      ROWS  NOTE\ngrößer  12,345  first\nx            7\n", out.String())
}

func TestTableWithoutHeads(t *testing.T) {
	table := figures.Table{Indent: "  ", Columns: []figures.Column{{}, {Right: true}}}
	table.Add("rows", "3")
	var out strings.Builder
	require.NoError(t, table.Write(&out))
	require.Equal(t, "  rows  3\n", out.String())
}

func TestMany(t *testing.T) {
	require.Equal(t, "0 calls", figures.Many(0, "call"))
	require.Equal(t, "1 call", figures.Many(1, "call"))
	require.Equal(t, "2,000 calls", figures.Many(int64(2000), "call"))
}

func TestBytes(t *testing.T) {
	for want, n := range map[string]int64{"0 B": 0, "1,023 B": 1023, "1 KiB": 1 << 10, "1.5 MiB": 3 << 19, "2 GiB": 2 << 30, "3,000 TiB": 3000 << 40} {
		require.Equal(t, strings.ReplaceAll(want, ",", ""), figures.Bytes(n))
	}
}

func TestPaintTakesNoRoom(t *testing.T) {
	loud := func(padded string) string { return "<" + padded + ">" }
	table := figures.Table{Columns: []figures.Column{{Head: "GATE", Paint: loud}, {Head: "DONE", Right: true}}}
	table.Add("throttle", "7")
	table.Add("open", "12,345")
	var out strings.Builder
	require.NoError(t, table.Write(&out))
	require.Equal(t, "GATE        DONE\n<throttle>       7\n<open    >  12,345\n", out.String())
}
