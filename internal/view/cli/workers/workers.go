// Package workers writes which processes serve accounts, for people or for scripts.
package workers

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/printable"
	"github.com/trackreg/trackreg/internal/standing"
)

// shown is how many of a process's accounts are named.
const shown = 4

// WriteJSON writes the processes as one array.
func WriteJSON(w io.Writer, all []presence.Worker) error {
	return json.NewEncoder(w).Encode(append([]presence.Worker{}, all...))
}

// WriteTable writes a line for each process, and under them that versions differ and which of the
// accounts nobody serves.
func WriteTable(w io.Writer, all []presence.Worker, accounts []string, now time.Time) error {
	if len(all) > 0 {
		if err := tableOf(all, now).Write(w); err != nil {
			return err
		}
	}
	var notes []string
	if versions := presence.Versions(all); len(versions) > 1 {
		notes = append(notes, fmt.Sprintf("%d versions are at work: %s", len(versions), printable.Text(strings.Join(versions, ", "))))
	}
	for _, name := range accounts {
		served := slices.ContainsFunc(all, func(one presence.Worker) bool { return slices.Contains(one.Accounts, name) })
		if !served {
			notes = append(notes, standing.Service{Account: name}.Unserved())
		}
	}
	for _, note := range notes {
		if _, err := fmt.Fprintln(w, note); err != nil {
			return err
		}
	}
	return nil
}

func tableOf(all []presence.Worker, now time.Time) *figures.Table {
	table := &figures.Table{Columns: []figures.Column{
		{Head: "HOST"}, {Head: "PID", Right: true}, {Head: "VERSION"}, {Head: "SINCE"}, {Head: "ACCOUNTS"},
		{Head: "IN HAND", Right: true}, {Head: "IN CALLS", Right: true}, {Head: "LAST SEEN"},
	}}
	for _, one := range all {
		table.Add(one.Host, strconv.Itoa(one.PID), versionOf(one), figures.Moment(one.Since),
			accountsOf(one), figures.Count(one.InHand), figures.Count(one.InCall), seenOf(one, now))
	}
	return table
}

// versionOf is the version, with what the process is where it is no worker.
func versionOf(one presence.Worker) string {
	version := one.Version
	if version == "" {
		version = presence.Untold
	}
	if one.Passing {
		version += " (register)"
	}
	return version
}

// accountsOf names the first of a process's accounts.
func accountsOf(one presence.Worker) string {
	text := strings.Join(one.Accounts[:min(shown, len(one.Accounts))], " ")
	if more := len(one.Accounts) - shown; more > 0 {
		text += fmt.Sprintf(" and %s more", figures.Count(more))
	}
	return text
}

func seenOf(one presence.Worker, now time.Time) string {
	if one.Seen == nil {
		return "?"
	}
	return figures.Span(now.Sub(*one.Seen).Truncate(time.Second)) + " ago"
}
