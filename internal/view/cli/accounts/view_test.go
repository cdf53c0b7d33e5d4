package accounts

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/meter"
	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/traffic"
	"github.com/trackreg/trackreg/queue"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func number[N any](n N) *N { return &n }

// working is an account at work.
func working(name string) standing.Account {
	return standing.Account{
		Name: name, At: noon, Gate: standing.Gate{State: standing.Open},
		Pace:    standing.Pace{BatchSize: 40, PerSecond: 117.9, Ceiling: 120},
		Quota:   &standing.Quota{Remain: number[int64](997_198), At: noon},
		Queues:  []standing.Queue{{Name: queue.LiveQueue(name)}, {Name: queue.BulkQueue(name), Pending: 2398, Active: 720}},
		Calls:   traffic.InCalls{Bulk: 640},
		Active:  720,
		Done:    2802,
		Workers: []presence.Worker{{Name: "a"}},
		Speed:   &standing.Speed{Speed: meter.Speed{Rate: 114.9, Fill: number(1.0)}, ETA: number(27.8)},
	}
}

// held is an account that 17TRACK refuses.
func held(name string) standing.Account {
	s := working(name)
	s.Speed = &standing.Speed{}
	latch := standing.Latch{Reason: "hold", Why: "-18010002 the API key is not valid: check the account's key", Until: number(noon.Add(58 * time.Second))}
	s.Gate = standing.Gate{State: "hold", Account: latch}
	return s
}

func shown(v view, p picture, after time.Duration) string {
	p.read = noon.Local()
	return strings.Join(v.lines(p, p.read.Add(after)), "\n")
}

func TestAViewCountsDownBetweenReadings(t *testing.T) {
	v := view{width: 130, height: 20, every: 2 * time.Second}
	text := shown(v, picture{accounts: []standing.Account{held("main"), working("shop")}}, 3*time.Second)
	require.Regexp(t, `(?m)^main +hold 55s +117.9 of 120/s +0/s  ░{10} +- +0 +2,478 +0 +640 +- +2,802 +0 +997,198$`, text)
	require.Regexp(t, `(?m)^shop +open +117.9 of 120/s +114.9/s  █{10} +100% +0 +2,478 +0 +640 +27s +2,802 +0 +997,198$`, text)
	require.Contains(t, text, "\n\nmain: hold: -18010002 the API key is not valid: check the account's key; tried again in 55s")
	require.NotContains(t, text, "ago", "it is new")
}

func TestAViewOfARedisThatIsAwaySaysHowOldItIs(t *testing.T) {
	v := view{width: 80, height: 20, every: 2 * time.Second}
	text := shown(v, picture{accounts: []standing.Account{working("main")}, trouble: "Redis does not answer; still trying"}, 12*time.Second)
	require.Contains(t, text, ", 12s ago")
	require.Contains(t, text, "\nRedis does not answer; still trying\n")
	require.Contains(t, shown(v, picture{}, 0), "reading…")
}

func TestAViewUsesColoursOnlyWhereTheyAreWanted(t *testing.T) {
	v := view{width: 130, height: 20}
	p := picture{accounts: []standing.Account{held("main"), working("shop")}}
	require.NotContains(t, shown(v, p, 0), "\x1b")
	v.colour = true
	text := shown(v, p, 0)
	require.Contains(t, text, string(red)+"hold 58s"+unstyled)
	require.Contains(t, text, string(green)+"open    "+unstyled)
	for state, want := range map[string]style{"paused": cyan, "drained": red, "throttle": yellow, "hold, probing": red, "daily_limit": yellow} {
		require.Equal(t, want, colourOfWord(state), state)
	}
}

func TestATextThatATerminalWouldObeyIsHarmless(t *testing.T) {
	s := held("main")
	s.Gate.Account.Why = "stock\x1b[2Jtaking\nuntil noon"
	require.NotContains(t, shown(view{width: 130, height: 20}, picture{accounts: []standing.Account{s}}, 0), "\x1b")
}

func TestAViewFitsItsTerminal(t *testing.T) {
	unpainted := strings.NewReplacer(string(bold), "", string(dim), "", string(red), "", string(green), "", string(yellow), "", string(cyan), "", unstyled, "")
	rapid.Check(t, func(t *rapid.T) {
		v := view{
			width: rapid.IntRange(20, 160).Draw(t, "width"), height: rapid.IntRange(6, 60).Draw(t, "height"),
			colour: rapid.Bool().Draw(t, "colour"),
		}
		var all []standing.Account
		for i := range rapid.IntRange(1, 50).Draw(t, "accounts") {
			name := fmt.Sprintf("account_%d", i)
			if rapid.Bool().Draw(t, name) {
				all = append(all, held(name))
			} else {
				all = append(all, working(name))
			}
		}
		lines := v.lines(picture{accounts: all, read: noon}, noon)
		if len(lines) > v.height {
			t.Fatalf("%d lines of %d:\n%s", len(lines), v.height, strings.Join(lines, "\n"))
		}
		for _, line := range lines {
			if n := utf8.RuneCountInString(unpainted.Replace(line)); n > v.width {
				t.Fatalf("a line of %d of %d: %q", n, v.width, line)
			}
		}
	})
}

func TestWideLettersTakeTheirTwoColumns(t *testing.T) {
	s := held("main")
	s.Gate.Account.Why = strings.Repeat("盘点到中午 Za\u0308hlen ", 9) + strings.Repeat("盘", 60)
	for width := 20; width < 90; width++ {
		for line := range strings.SplitSeq(shown(view{width: width, height: 60}, picture{accounts: []standing.Account{s}}, 0), "\n") {
			columns := 0
			for _, r := range line {
				switch {
				case unicode.Is(unicode.Han, r):
					columns += 2
				case r != '\u0308':
					columns++
				}
			}
			require.LessOrEqual(t, columns, width, line)
		}
	}
	require.Equal(t, "盘点…", clip("盘点到中午", 6))
	require.Equal(t, "Za\u0308hlen", clip("Za\u0308hlen", 6))
}

func TestWhereRoomIsShortTroubleIsShownFirst(t *testing.T) {
	var all []standing.Account
	for i := range 30 {
		all = append(all, working(fmt.Sprintf("shop_%d", i)))
	}
	all = append(all, held("broken"))
	text := shown(view{width: 100, height: 12}, picture{accounts: all}, 0)
	lines := strings.Split(text, "\n")
	require.Contains(t, lines[3], "broken", "before the others")
	require.Contains(t, text, "broken: hold")
	require.Contains(t, lines[len(lines)-1], "accounts more: give the terminal more lines")
}

func TestADailyAllowanceIsNoTrouble(t *testing.T) {
	spends, waits := working("spends"), working("waits")
	spends.Quota.MaxDaily, spends.Quota.Today = number[int64](5000), number[int64](40)
	waits.Gate.Backing = 3
	text := shown(view{width: 100, height: 6}, picture{accounts: []standing.Account{spends, waits}}, 0)
	require.Contains(t, text, "\nwaits ", "there is room for one of them")
	require.NotContains(t, text, "\nspends ")
}

func TestAnAccountThatNobodyServesComesFirst(t *testing.T) {
	left, idle := working("left"), working("idle")
	left.Workers, left.Queued = nil, 2478
	idle.Workers, idle.Active = nil, 0
	text := shown(view{width: 100, height: 20, colour: true}, picture{accounts: []standing.Account{left, idle}}, 0)
	require.Contains(t, text, string(red)+"no worker serves left: 3,198 numbers wait"+unstyled)
	require.Contains(t, text, string(yellow)+"no worker serves idle"+unstyled)
	text = shown(view{width: 100, height: 6}, picture{accounts: []standing.Account{working("well"), held("held"), left}}, 0)
	require.Contains(t, strings.Split(text, "\n")[3], "left", "before one that is held")
}

func TestNotesThatAreCutAreSaidToBe(t *testing.T) {
	text := shown(view{width: 40, height: 8}, picture{accounts: []standing.Account{held("main"), held("shop")}}, 0)
	require.Contains(t, text, "…\n")
	require.NotContains(t, text, "and  more")
	require.Contains(t, text, "the notes are longer")
}

func TestANarrowTerminalLosesTheColumnsThatTellLeast(t *testing.T) {
	text := shown(view{width: 60, height: 20}, picture{accounts: []standing.Account{working("main")}}, 0)
	require.Regexp(t, `(?m)^ACCOUNT  GATE +SPEED +LIVE +BULK +ETA +FAILED +QUOTA LEFT$`, text)
	text = shown(view{width: 30, height: 20}, picture{accounts: []standing.Account{working("main")}}, 0)
	require.Regexp(t, `(?m)^ACCOUNT  GATE +SPEED$`, text)
	require.NotContains(t, text, "…")
}

func TestAnOutageIsNotCalledOpen(t *testing.T) {
	since := noon.Add(-time.Minute)
	a := working("main")
	a.Gate.Backing, a.Gate.Outage = 7, &standing.Outage{Calls: 7, Since: &since, Why: "HTTP 502 error at 17TRACK"}
	text := shown(view{width: 200, height: 20}, picture{accounts: []standing.Account{a}}, 0)
	require.Regexp(t, `(?m)^main +outage +117.9 of`, text)
	require.Regexp(t, `(?m)^main: outage since .*: 7 calls in a row went unanswered or failed at 17TRACK, the last with: HTTP 502 error at 17TRACK; what they held is sent again$`, text)
}

func TestAPauseThatAHandHasEndedIsNotCalledPaused(t *testing.T) {
	a := working("main")
	a.Gate = standing.Gate{State: "paused", Account: standing.Latch{Reason: "paused", HalfOpen: true, Why: "lunch"}}
	text := shown(view{width: 200, height: 20}, picture{accounts: []standing.Account{a}}, 0)
	require.Regexp(t, `(?m)^main +resuming +`, text)
	require.Contains(t, text, "main: paused: lunch; ended by hand, the next call shows whether it goes on")
}
