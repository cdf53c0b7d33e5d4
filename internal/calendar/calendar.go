// Package calendar reads dates as people and their tools write them.
package calendar

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Order is which of day and month comes first where a date is of numbers alone.
type Order int

// The orders. Where the order is not known, a date that reads in two ways is Ambiguous.
const (
	Unknown Order = iota
	DMY
	MDY
)

// OrderNamed returns the order of a name as settings and flags have it: dmy, mdy, or "" where it is
// not known.
func OrderNamed(name string) (order Order, known bool) {
	switch name {
	case "":
		return Unknown, true
	case "dmy":
		return DMY, true
	case "mdy":
		return MDY, true
	}
	return Unknown, false
}

// Problem is why a text gives no date.
type Problem string

// The problems; None is none.
const (
	None      Problem = ""
	Ambiguous Problem = "the day and the month can be told apart in two ways"
	NotADate  Problem = "it is no date"
)

// longest is more than any date takes.
const longest = 80

// Date returns a date as 2006-01-02, the form of which 17TRACK's own examples of ship_date are;
// order_time is sent so too, since the vendor does not say that it takes a time. A time of day
// behind the date is left off, and the date is not moved to another time zone.
//
// It reads years first (2026-01-31, 2026/1/31, 20260131, 2026年1月31日), days or months first
// (31.01.2026, 1/31/26), and months by name in English, German, French, Spanish, Italian,
// Portuguese, Dutch and Polish (31-Jan-2026, January 31st, 2026, 31. Januar 2026, 31 de enero de
// 2026), with or without the day of the week. Years of two digits come last and are from 1970 to
// 2069; others are from 1970 to 2099. Of 03/04/2026 the order decides; 31/01/2026 and 03/03/2026
// read in one way whatever it is. 26-01-31 may begin with its year, so that it needs the order too.
func Date(text string, order Order) (iso string, why Problem) {
	if isISO(text) { // as most are
		return text, None
	}
	text = strings.Join(strings.Fields(text), " ") // blanks of every kind, as Excel's before PM
	if len(text) > longest || !utf8.ValidString(text) {
		return "", NotADate
	}
	text, ok := withoutTime(text)
	if !ok {
		return "", NotADate
	}
	parts, ok := split(text)
	if !ok {
		return "", NotADate
	}
	readings := parts.readings(order)
	switch len(readings) {
	case 0:
		return "", NotADate
	case 1:
		return readings[0].Format(time.DateOnly), None
	}
	return "", Ambiguous
}

// isISO tells whether a text is a date in the form that Date returns.
func isISO(text string) bool {
	if len(text) != len(time.DateOnly) || text[4] != '-' { // what makes an error costs more
		return false
	}
	at, err := time.Parse(time.DateOnly, text)
	return err == nil && isLikely(at.Year())
}

// isLikely tells whether a parcel may be of that year: another is mostly a slip, or no date at all.
func isLikely(year int) bool { return year >= 1970 && year <= 2099 }

// readings are the different days that the parts can mean.
func (p parts) readings(order Order) []time.Time {
	var all days
	switch {
	case p.month != 0 && len(p.numbers) == 2:
		all.add(p.named())
	case p.month != 0:
	case len(p.numbers) == 1 && len(p.numbers[0]) == len("20060102"):
		n := p.numbers[0]
		all.add(day(n[:4], n[4:6], n[6:]))
	case len(p.numbers) == 3 && p.evenly:
		all = p.numeric(order)
	}
	return all
}

// named reads a date whose month has a name: its year is the number of four digits, or the last.
func (p parts) named() (time.Time, bool) {
	first, second := p.numbers[0], p.numbers[1]
	month := strconv.Itoa(int(p.month))
	switch {
	case len(first) == 4:
		return day(first, month, second)
	case p.monthAt == 2: // a month behind the year of two digits is nobody's way
		return time.Time{}, false
	}
	return day(second, month, first)
}

// numeric reads a date of three numbers.
func (p parts) numeric(order Order) days {
	var all days
	a, b, c := p.numbers[0], p.numbers[1], p.numbers[2]
	if len(a) == 4 {
		all.add(day(a, b, c))
		return all
	}
	dmy, isDMY := day(c, b, a)
	mdy, isMDY := day(c, a, b)
	switch {
	case order == DMY && isDMY || order == MDY && !isMDY:
		all.add(dmy, isDMY)
	case order == MDY && isMDY || order == DMY:
		all.add(mdy, isMDY)
	default:
		all.add(dmy, isDMY)
		all.add(mdy, isMDY)
		if p.sign == "-" && len(a) == 2 && len(c) == 2 {
			all.add(day(a, b, c))
		}
	}
	return all
}

// days are different ones.
type days []time.Time

func (d *days) add(day time.Time, ok bool) {
	for _, other := range *d {
		ok = ok && !other.Equal(day)
	}
	if ok {
		*d = append(*d, day)
	}
}

// day returns the day of these numbers, if there is one.
func day(year, month, dayOfMonth string) (time.Time, bool) {
	y, err := strconv.Atoi(year)
	switch {
	case err != nil || len(year) != 2 && len(year) != 4 || len(month) > 2 || len(dayOfMonth) > 2:
		return time.Time{}, false
	case len(year) == 2 && y >= 70:
		y += 1900
	case len(year) == 2:
		y += 2000
	}
	m, errMonth := strconv.Atoi(month)
	d, errDay := strconv.Atoi(dayOfMonth)
	if errMonth != nil || errDay != nil || !isLikely(y) {
		return time.Time{}, false
	}
	at := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return at, at.Year() == y && at.Month() == time.Month(m) && at.Day() == d
}
