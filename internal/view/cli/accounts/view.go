package accounts

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/standing"
)

// picture is what is shown.
type picture struct {
	accounts []standing.Account
	read     time.Time // by this machine's clock
	trouble  string    // why there has been nothing newer; "": there has
}

// view sets a picture for a terminal of a size.
type view struct {
	width, height int
	every         time.Duration
	colour        bool
}

// lines are the picture's, none wider or all together higher than the terminal.
func (v view) lines(p picture, now time.Time) []string {
	lines := []string{v.header(p, now)}
	if p.trouble != "" {
		for _, line := range wrap(p.trouble, v.width, "") {
			lines = append(lines, v.paint(red, line))
		}
	}
	if p.accounts == nil {
		return append(lines, "", "reading…")
	}
	lines = append(lines, "")
	accounts := aged(p.accounts, now.Sub(p.read))
	if v.tooMany(accounts, len(lines)) {
		return v.cut(accounts, lines)
	}
	lines = append(lines, v.table(accounts)...)
	for i, note := range v.notes(accounts, wrap) {
		if i == 0 {
			lines = append(lines, "")
		}
		lines = append(lines, note)
	}
	return lines
}

// aged are the accounts by Redis's clock of now, for countdowns.
func aged(accounts []standing.Account, by time.Duration) []standing.Account {
	all := slices.Clone(accounts)
	for i := range all {
		all[i].At = all[i].At.Add(by)
	}
	return all
}

func (v view) header(p picture, now time.Time) string {
	left := "trackreg status"
	if !p.read.IsZero() {
		left += "  " + figures.Clock(p.read)
		if age := now.Sub(p.read); p.trouble != "" || age > 3*v.every+time.Second {
			left += ", " + figures.Span(age.Truncate(time.Second)) + " ago"
		}
	}
	right := "every " + v.every.String() + "  ctrl-C ends"
	space := v.width - utf8.RuneCountInString(left) - utf8.RuneCountInString(right)
	if space < 2 {
		return v.paint(bold, clip(left, v.width))
	}
	return v.paint(bold, left) + strings.Repeat(" ", space) + v.paint(dim, right)
}

// tooMany tells whether table and notes do not fit under so many lines.
func (v view) tooMany(accounts []standing.Account, above int) bool {
	notes := len(v.notes(accounts, wrap))
	if notes > 0 {
		notes++ // the blank line before them
	}
	return above+1+len(accounts)+notes > v.height
}

// cut shows what fits, the accounts in trouble first, and says how much does not.
func (v view) cut(accounts []standing.Account, lines []string) []string {
	slices.SortStableFunc(accounts, func(a, b standing.Account) int { return severity(b) - severity(a) })
	room := max(2, v.height-len(lines)-2) // the heading and the last line
	notes := v.notes(accounts, first)
	rows := min(len(accounts), max(1, room-min(len(notes), room/2)))
	shown := min(len(notes), max(0, room-rows))
	lines = append(lines, v.table(accounts[:rows])...)
	lines = append(lines, notes[:shown]...)
	return append(lines, v.paint(dim, clip(rest(len(accounts)-rows, len(notes)-shown), v.width)))
}

// rest says what there was no room for.
func rest(accounts, notes int) string {
	var more []string
	if accounts > 0 {
		more = append(more, figures.Many(accounts, "account"))
	}
	if notes > 0 {
		more = append(more, figures.Many(notes, "note"))
	}
	if len(more) == 0 {
		return "… the notes are longer: give the terminal more lines, or --account"
	}
	return "… and " + strings.Join(more, ", ") + " more: give the terminal more lines, or --account"
}

// severity orders accounts: numbers wait and nobody works, closed by the account's latch, by the
// quota's, troubled, well.
func severity(a standing.Account) int {
	switch {
	case a.Abandoned():
		return 4
	case a.Gate.Account.Reason != "":
		return 3
	case a.Gate.Quota.Reason != "":
		return 2
	case troubled(a):
		return 1
	}
	return 0
}

// notes are what keeps accounts from working as they should, each set by fit.
func (v view) notes(accounts []standing.Account, fit func(text string, width int, indent string) []string) []string {
	var all []string
	for _, a := range accounts {
		for _, note := range notes(a) {
			for _, line := range fit(note, v.width, strings.Repeat(" ", len(a.Name)+2)) {
				all = append(all, v.paint(colourOfNotes(a), line))
			}
		}
	}
	return all
}
