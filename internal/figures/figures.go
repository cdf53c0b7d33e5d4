// Package figures writes counts, rates, times and tables for people, the same
// way in every command's output.
package figures

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Count writes a count with commas between thousands: "12,345".
func Count[N ~int | ~int64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	return sign + b.String()
}

// Rate writes a rate with at most one decimal: "118.7", "120", "0.2".
func Rate(r float64) string {
	return strconv.FormatFloat(math.Round(r*10)/10, 'f', -1, 64)
}

// Share writes part of whole as a percentage with at most one decimal, "99.2%";
// of nothing it is "-".
func Share(part, whole float64) string {
	if whole <= 0 {
		return "-"
	}
	return Rate(100*part/whole) + "%"
}

// Span writes a duration as people say it, to the second, or to a tenth below
// ten seconds: "1h 4m", "3m 20s", "26s", "4.2s".
func Span(d time.Duration) string {
	switch {
	case d < 0:
		return "0s"
	case d < 10*time.Second:
		return strconv.FormatFloat(math.Round(d.Seconds()*10)/10, 'f', -1, 64) + "s"
	case d < time.Minute:
		return fmt.Sprintf("%.0fs", math.Floor(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm %ds", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%dh %dm", int(d.Hours()), int(d.Minutes())%60)
}

// Moment writes a time by the clock of whoever reads, and names its zone: "2026-11-24 09:00:00 CET".
func Moment(t time.Time) string { return t.Local().Format(time.DateTime + " MST") }

// Clock writes the time of day like [Moment].
func Clock(t time.Time) string { return t.Local().Format(time.TimeOnly + " MST") }

// Many writes a count with its noun, which takes an s unless it is one: "1 call", "2,000 calls".
func Many[N ~int | ~int64](n N, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return Count(n) + " " + noun
}

// Bytes writes a size with at most one decimal: "512 B", "1.2 MiB".
func Bytes(n int64) string {
	size, unit := float64(n), 0
	for size >= 1024 && unit < len(units)-1 {
		size, unit = size/1024, unit+1
	}
	return Rate(size) + " " + units[unit]
}

var units = []string{"B", "KiB", "MiB", "GiB", "TiB"}
