package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// confirm asks a person a question that is answered with yes or no; asked is false where there is
// nobody to ask.
func (p *program) confirm(question string) (yes, asked bool) {
	if !isTerminal(p.in) || !isTerminal(p.err) {
		return false, false
	}
	return saysYes(p.in, p.err, question), true
}

// saysYes reads one line; all but yes is no.
func saysYes(in io.Reader, out io.Writer, question string) bool {
	fmt.Fprintf(out, "%s [y/N] ", question)
	answer, _ := bufio.NewReader(in).ReadString('\n') // what came before an end is an answer too
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return true
	}
	return false
}
