package track17

import (
	"fmt"
	"io"
	"strings"
)

// WriteTable writes what every status and code means to the register call as
// Markdown: the HTTP statuses, the codes, the ranges of unknown codes and the
// remedies. docs/errors.md is made of it.
func WriteTable(w io.Writer) error {
	op := Register()
	tables := []markdownTable{statusTable(), codeTable(op), familyTable(), remedyTable()}
	for i, table := range tables {
		if i > 0 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return fmt.Errorf("write the table of codes: %w", err)
			}
		}
		if err := table.write(w); err != nil {
			return fmt.Errorf("write the table of codes: %w", err)
		}
	}
	return nil
}

// markdownTable is a heading, a row of column names and the rows below them.
type markdownTable struct {
	heading string
	rows    [][]string // the first names the columns
}

func (t markdownTable) write(w io.Writer) error {
	var out strings.Builder
	fmt.Fprintf(&out, "## %s\n\n", t.heading)
	for i, row := range t.rows {
		fmt.Fprintf(&out, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			fmt.Fprintf(&out, "|%s\n", strings.Repeat("---|", len(row)))
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func statusTable() markdownTable {
	rows := [][]string{{"HTTP status", "meaning", "whole call", "one number that alone fails so", "what to do"}}
	for _, s := range statuses {
		rows = append(rows, statusCells(statusRange(s), s))
	}
	for _, s := range pages {
		rows = append(rows, statusCells(statusRange(s)+" with a page that is no JSON", s))
	}
	return markdownTable{"HTTP statuses", append(rows, statusCells("any other", oddStatus))}
}

func statusCells(name string, s statusEntry) []string {
	return []string{name, s.plain, s.call.String(), ruleText(s.item), s.mend}
}

func statusRange(s statusEntry) string {
	switch {
	case s.first == s.last:
		return fmt.Sprint(s.first)
	case s.first == 300:
		return "3xx"
	case s.last-s.first == 1:
		return fmt.Sprintf("%d, %d", s.first, s.last)
	}
	return fmt.Sprintf("other %dxx", s.first/100)
}

func codeTable(op *Operation) markdownTable {
	rows := [][]string{{"code", "17TRACK's text", "meaning", "one item", "whole call", "remedy", "what to do"}}
	for _, table := range [][]description{listed, unlisted} {
		for _, d := range table {
			rows = append(rows, codeRow(op, d))
		}
	}
	return markdownTable{"Codes", rows}
}

func codeRow(op *Operation, d description) []string {
	row, _ := lookup(d.code)
	item := op.Judge(Item, Fault{Status: statusOK, Code: d.code})
	mend := row.mend
	if item.Remedy != "" {
		mend = hint(item.Remedy, "")
	}
	names, mend := remedyNames(op, d.code, item.Remedy, mend)
	return []string{fmt.Sprint(int(d.code)), d.text, row.plain, ruleText(item), row.call.String(), names, mend}
}

// remedyNames tells of both remedies of a code whose field decides between them.
func remedyNames(op *Operation, code Code, remedy, mend string) (names, do string) {
	other := op.Judge(Item, Fault{Status: statusOK, Code: code, Field: "carrier"}).Remedy
	if other == remedy {
		return remedy, mend
	}
	return remedy + " or " + other, mend + ", or " + hint(other, "")
}

func familyTable() markdownTable {
	rows := [][]string{{"unknown code", "meaning", "one item", "whole call", "remedy"}}
	for _, f := range families {
		rows = append(rows, []string{f.name, f.plain, ruleText(f.item), f.call.String(), f.item.Remedy})
	}
	rows = append(rows, []string{"any other", unknown.plain, ruleText(unknown.item), unknown.call.String(), unknown.item.Remedy})
	return markdownTable{"Codes not in the table", rows}
}

func remedyTable() markdownTable {
	rows := [][]string{{"remedy", "what to do"}}
	for _, r := range remedies {
		rows = append(rows, []string{r.name, r.advice})
	}
	return markdownTable{"Remedies", rows}
}

func ruleText(r Rule) string {
	if r.Limit == 0 {
		return r.Do.String()
	}
	return fmt.Sprintf("%s (at most %d attempts, %s apart)", r.Do, r.Limit, r.Delay)
}
