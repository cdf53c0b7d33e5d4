package page

import (
	"fmt"
	"strings"
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/page/board"
)

// workersView are the processes that serve the account that is shown.
type workersView struct {
	Says  string // how many there are, and of which versions
	Level level  // "" where that asks for nothing
	All   []workerView
}

// workerView is a process.
type workerView struct{ Host, PID, Version, Since, InHand, InCalls, Seen string }

func workersOf(a *board.Account, now time.Time) workersView {
	var v workersView
	versions := presence.Versions(a.Workers)
	switch n := len(a.Workers); {
	case n == 0:
		return v
	case len(versions) > 1:
		v.Says, v.Level = fmt.Sprintf("%s, of %d versions: %s", figures.Many(n, "worker"), len(versions), strings.Join(versions, ", ")), wait
	default:
		v.Says = figures.Many(n, "worker") + ", version " + versions[0]
	}
	for _, w := range a.Workers {
		one := workerView{
			Host: w.Host, PID: fmt.Sprint(w.PID), Version: w.Version, Since: ago(w.Since, now),
			InHand: figures.Count(w.InHand), InCalls: figures.Count(w.InCall), Seen: "not told",
		}
		if w.Version == "" {
			one.Version = presence.Untold
		}
		if w.Passing {
			one.Version += ", register"
		}
		if w.Seen != nil {
			one.Seen = ago(*w.Seen, now)
		}
		v.All = append(v.All, one)
	}
	return v
}

// stateOf is what the account's state means: that nobody works on what waits before all that its gate
// says, and that nobody works at all, or its webhook fails, before that it is open. Of an account that
// was not read yet nobody knows.
func stateOf(a standing.Account) meaning {
	m := meaningOf(a.Gate)
	unserved := a.Unserved()
	if unserved == "" || a.At.IsZero() || m.level == need && !a.Abandoned() {
		if w := a.Webhook; m.level == good && w != nil && w.Failing {
			m.level, m.word = wait, webhookFails
		}
		return m
	}
	m = meaning{
		level: wait, word: noWorker, means: sentence(unserved) + " What waits stays in Redis, and none of it is lost.",
		mend: "Start a worker that has the account in its settings, by trackreg worker, or see why the last one ended.",
	}
	if a.Abandoned() {
		m.level = need
	}
	return m
}

// noWorker is the state of an account that nobody serves.
const noWorker = "no worker"

// webhookFails is the state of an account that is open, but whose outcomes are not taken.
const webhookFails = "webhook fails"
