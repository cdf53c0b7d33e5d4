package page

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/view/page/board"
	"github.com/trackreg/trackreg/internal/web/caller"
)

// layout is what every page holds.
type layout struct {
	Title     string
	Account   string // that is shown
	Several   bool   // there are other accounts
	Number    string // that is searched for
	Monitor   bool
	Token     string // the name of the one that was shown; "" where none is asked for
	May       string // what may be done with it
	CanAct    bool
	CanIntake bool
	Events    string // where the page follows from; "": it does not
	Level     level
	Away      bool // Redis is, so that nothing can be changed and no figure is of now
}

// homeView is the status page.
type homeView struct {
	layout
	At       string // when the figures were read, for people; with JavaScript by their own clock
	Stamp    string // the same as RFC 3339
	Headline string
	Trouble  string
	Age      string // how old the figures are where there is trouble
	Reading  bool   // there are no figures yet
	Rows     []rowView
	Show     accountView
	Imports  []importView
	Actions  []actionView
	Search   *searchView
	Spans    []spanLink
	Past     *historyView // nil: what is drawn is what happens now
}

func (p *Page) layout(who caller.Caller) layout {
	l := layout{
		Title: "trackreg", Monitor: p.o.Monitor && who.SeesAll(), Level: good,
		Token: who.Token, CanAct: who.May(configs.MayAct), CanIntake: who.May(configs.MayIntake),
	}
	if a := p.usual(who); a != nil {
		l.Account = a.Name
	}
	seen := 0
	for i := range p.o.Accounts {
		if who.Sees(p.o.Accounts[i].Name) {
			seen++
		}
	}
	l.Several = seen > 1
	var may []string
	for _, right := range who.Rights {
		may = append(may, string(right))
	}
	l.May = strings.Join(may, " and ")
	return l
}

// homeOf is the page as it is now for who asks, with an account of the snapshot.
func (p *Page) homeOf(s *board.Snapshot, account string, who caller.Caller) homeView {
	v := homeView{layout: p.layout(who), Trouble: s.Trouble, Reading: s.Read.IsZero()}
	v.layout.Account, v.Away = account, s.Trouble != ""
	v.Events = "/api/v1/events?account=" + url.QueryEscape(account)
	if !s.Read.IsZero() {
		v.At, v.Stamp = s.Read.UTC().Format("15:04:05 UTC"), s.Read.UTC().Format(time.RFC3339)
		v.Age = figures.Span(s.At.Sub(s.Read).Round(time.Second))
	}
	v.Headline, v.Level = headline(s)
	v.Title = v.Headline + " · trackreg"
	if len(s.Accounts) > 1 {
		v.Rows = rowsOf(s, account)
	}
	if a := s.Account(account); a != nil {
		v.Show = p.accountOf(a, s.At)
	}
	for _, i := range s.Imports {
		v.Imports = append(v.Imports, importOf(i, s.At))
	}
	v.Actions, v.Spans = p.actions.of(account, s.At), spansOf(account, "")
	return v
}

// headline is the one sentence that says whether it works.
func headline(s *board.Snapshot) (string, level) {
	switch {
	case s.Trouble != "":
		return "Redis does not answer", need
	case s.Read.IsZero():
		return "Reading the figures", wait
	case len(s.Accounts) == 1:
		return headlineOf(s.Accounts[0])
	}
	counts := map[level]int{}
	speed := 0.0
	for _, a := range s.Accounts {
		counts[stateOf(a.Account).level]++
		speed += a.Speed.Rate
	}
	all := len(s.Accounts)
	switch {
	case counts[need] == 1:
		return fmt.Sprintf("1 of %d accounts needs you", all) + those(s, need), need
	case counts[need] > 1:
		return fmt.Sprintf("%d of %d accounts need you", counts[need], all) + those(s, need), need
	case counts[wait] > 0:
		return waiting(s, counts[wait]), wait
	}
	return fmt.Sprintf("All %d accounts work, at %s numbers/s", all, figures.Rate(speed)), good
}

// waiting says which accounts wait, and that they go on by themselves where all of them do.
func waiting(s *board.Snapshot, n int) string {
	verb, alone := "waits", "it goes on by itself"
	if n > 1 {
		verb, alone = "wait", "they go on by themselves"
	}
	text := fmt.Sprintf("%d of %d accounts %s", n, len(s.Accounts), verb) + those(s, wait)
	for _, a := range s.Accounts {
		if m := stateOf(a.Account); m.word == noWorker || m.word == webhookFails {
			return text
		}
	}
	return text + "; " + alone
}

// namedMost is how many accounts the headline names.
const namedMost = 2

// those names the accounts of a level, each with its state.
func those(s *board.Snapshot, of level) string {
	var names []string
	for _, a := range s.Accounts {
		if m := stateOf(a.Account); m.level == of {
			names = append(names, a.Name+" ("+m.word+")")
		}
	}
	if more := len(names) - namedMost; more > 0 {
		names = append(names[:namedMost], fmt.Sprintf("%d more", more))
	}
	return ": " + strings.Join(names, ", ")
}

// slowest is the rate below which an account on which nothing waits is said to have nothing to do.
const slowest = 0.1

func headlineOf(a board.Account) (string, level) {
	m := stateOf(a.Account)
	name := a.Name
	switch {
	case m.word == noWorker:
		unserved := a.Unserved()
		return strings.ToUpper(unserved[:1]) + unserved[1:], m.level
	case m.word == webhookFails:
		return name + " works, but " + a.Webhook.Refuses(a.At), m.level
	case m.level == need:
		return name + " needs you: " + m.word, m.level
	case m.level == wait && reasonOf(a.Gate) == "":
		return name + " waits: 17TRACK does not answer", m.level
	case m.level == wait:
		return name + " waits: " + m.word, m.level
	case a.Waiting().Now() == 0 && a.Speed.Rate < slowest:
		return name + " works; nothing waits", m.level
	}
	return fmt.Sprintf("%s works, at %s numbers/s", name, figures.Rate(a.Speed.Rate)), m.level
}
