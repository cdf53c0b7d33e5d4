package calendar

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// timeBehind is a time of day at the end of a text, with what may stand behind it: a half of the
// day, and a zone or Uhr.
var timeBehind = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:T| |, ?)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?(?: ?(?:Z|[a-z]{3,4}))?(?: ?(?:GMT|UTC)?[+-]\d{2}(?::?\d{2})?)?$`)
})

// withoutTime leaves off the time of day behind a date; ok is false for one that there is not.
func withoutTime(text string) (date string, ok bool) {
	if !strings.Contains(text, ":") {
		return text, true
	}
	found := timeBehind().FindStringSubmatchIndex(text)
	if found == nil {
		return "", false
	}
	for group, most := range []int{24, 59, 60} {
		begin, end := found[2+2*group], found[3+2*group]
		if begin < 0 {
			continue
		}
		if n, err := strconv.Atoi(text[begin:end]); err != nil || n > most {
			return "", false
		}
	}
	return text[:found[0]], true
}

// parts are what a date consists of.
type parts struct {
	numbers []string
	month   time.Month // by its name, 0 where it has none
	monthAt int        // how many numbers stand before it
	sign    string     // behind the first number
	evenly  bool       // whether the same stands between all numbers, and such as stands in dates
}

// split takes a date apart; ok is false where something is in it that no date has.
func split(text string) (p parts, ok bool) {
	tokens := withoutWeekday(tokenize(strings.TrimSuffix(western(text), ".")))
	var signs []string
	for i, t := range tokens {
		switch {
		case t.kind == digits:
			p.numbers = append(p.numbers, t.text)
		case t.kind == sign:
			if i == 0 || !isPlausible(t.text) {
				return p, false
			}
			signs = append(signs, strings.TrimSpace(t.text))
		case t.month() != 0 && p.month == 0:
			p.month, p.monthAt = t.month(), len(p.numbers)
		case !t.isFiller():
			return p, false
		}
	}
	if len(signs) == 2 {
		p.sign = signs[0]
		p.evenly = signs[1] == p.sign && slices.Contains([]string{"-", "/", ".", ""}, p.sign)
	}
	return p, true
}

// western writes 2026年1月31日, and the same in Korean, with signs.
func western(text string) string {
	if !strings.ContainsAny(text, "年년") {
		return text
	}
	return strings.NewReplacer("年", "-", "月", "-", "日", "", "년 ", "-", "년", "-", "월 ", "-", "월", "-", "일", "").Replace(text)
}

// isPlausible tells whether signs are such as stand in dates.
func isPlausible(signs string) bool {
	return len(signs) <= 3 && strings.Trim(signs, " -/.,'’") == ""
}
