package track17

import (
	"strings"
	"unicode"
)

// normal returns a tracking number as the vendor may write it back: a to z in upper
// case, and without the space, byte order mark or zero-width characters around it.
// Other letters stay what they are: a long s is no S of another's number.
func normal(number string) string {
	trimmed := strings.TrimFunc(number, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, trimmed)
}

// matching holds which answer serves which item sent.
type matching struct {
	sent      []sentItem
	numbers   map[string][]int // places in sent, by number
	of        []*listedItem    // by place in sent; nil: no answer
	strangers int
}

// match gives each item sent at most one answer, and each answer to at most one
// item: first by number and carrier, then what is left by number in order, for
// the carrier accepted may differ from the one given, and that of a rejection
// may be absent. An item both accepted and rejected is accepted.
func match(sent []sentItem, accepted, rejected []listedItem) *matching {
	m := &matching{sent: sent, numbers: make(map[string][]int, len(sent)), of: make([]*listedItem, len(sent))}
	for i, item := range sent {
		m.numbers[item.number] = append(m.numbers[item.number], i)
	}
	left := m.exactly(accepted)
	leftRejected := m.exactly(rejected)
	for _, answer := range left {
		m.give(m.forAccepted(answer), answer)
	}
	for _, answer := range leftRejected {
		m.give(m.free(answer, nil), answer)
	}
	return m
}

// exactly serves the items whose number and carrier an answer names, and returns
// the answers that may still serve another.
func (m *matching) exactly(answers []listedItem) []*listedItem {
	var left []*listedItem
	for i := range answers {
		answer := &answers[i]
		places := m.places(answer)
		if len(places) == 0 {
			m.strangers++
			continue
		}
		same := func(s sentItem) bool { return answer.Carrier.given && int64(s.carrier) == answer.Carrier.value }
		if at := m.free(answer, same); at >= 0 {
			m.of[at] = answer
		} else if !m.repeats(places, same) {
			left = append(left, answer)
		}
	}
	return left
}

// repeats tells whether an answer is about an item that has been served: it then
// serves no other.
func (m *matching) repeats(places []int, same func(sentItem) bool) bool {
	for _, at := range places {
		if same(m.sent[at]) {
			return true
		}
	}
	return false
}

// forAccepted finds the item for an acceptance under a carrier that none was sent
// with: rather one sent without a carrier, else one of another carrier, else one
// that the same answer rejects.
func (m *matching) forAccepted(answer *listedItem) int {
	if at := m.free(answer, func(s sentItem) bool { return s.carrier == 0 }); at >= 0 {
		return at
	}
	if at := m.free(answer, nil); at >= 0 {
		return at
	}
	for _, at := range m.places(answer) {
		if !m.of[at].accepted {
			return at
		}
	}
	return -1
}

// free returns the first item of the answer's number that has no answer yet and
// fits; -1 if there is none.
func (m *matching) free(answer *listedItem, fits func(sentItem) bool) int {
	for _, at := range m.places(answer) {
		if m.of[at] == nil && (fits == nil || fits(m.sent[at])) {
			return at
		}
	}
	return -1
}

func (m *matching) give(at int, answer *listedItem) {
	if at >= 0 {
		m.of[at] = answer
	}
}

func (m *matching) places(answer *listedItem) []int { return m.numbers[normal(string(answer.Number))] }

// any tells whether the answer is about any of the items.
func (m *matching) any() bool {
	for _, answer := range m.of {
		if answer != nil {
			return true
		}
	}
	return false
}
