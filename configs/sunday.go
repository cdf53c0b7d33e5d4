package configs

import (
	"strconv"
	"strings"
)

// withSunday writes the weekday 7 as 0: Sunday is both in most programs that read such lines, and 0
// alone in the library. What is no weekday is left for it to refuse.
func withSunday(line string) string {
	fields := strings.Fields(line)
	if len(fields) != 5 || !strings.Contains(fields[4], "7") {
		return line
	}
	var items []string
	for item := range strings.SplitSeq(fields[4], ",") {
		items = append(items, daysOf(item)...)
	}
	fields[4] = strings.Join(items, ",")
	return strings.Join(fields, " ")
}

// daysOf lists the days of an item such as 7, 5-7 or 1-7/2, where 7 is one of them.
func daysOf(item string) []string {
	days, step, stepped := strings.Cut(item, "/")
	first, last, ranged := strings.Cut(days, "-")
	if !ranged {
		last = first
	}
	from, bad := strconv.Atoi(first)
	to, worse := strconv.Atoi(last)
	every := 1
	var worst error
	if stepped {
		every, worst = strconv.Atoi(step)
	}
	if bad != nil || worse != nil || worst != nil || to != 7 || from > to || from < 0 || every < 1 {
		return []string{item}
	}
	var all []string
	for day := from; day <= to; day += every {
		all = append(all, strconv.Itoa(day%7))
	}
	return all
}
