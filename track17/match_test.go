package track17

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func sentAs(pairs ...string) []sentItem {
	sent := make([]sentItem, len(pairs))
	for i, pair := range pairs {
		number, carrier, _ := strings.Cut(pair, "/")
		if carrier == "" {
			carrier = "0"
		}
		sent[i] = newSentItem(i, fmt.Sprintf(`{"number":%q,"carrier":%s}`, number, carrier))
	}
	return sent
}

func listedAs(accepted bool, pairs ...string) []listedItem {
	listed := make([]listedItem, len(pairs))
	for i, pair := range pairs {
		number, carrier, _ := strings.Cut(pair, "/")
		listed[i] = listedItem{Number: looseText(number), accepted: accepted}
		_ = listed[i].Carrier.UnmarshalJSON([]byte(`"` + carrier + `"`))
	}
	return listed
}

// outcomes writes what became of each item: + or - and the carrier answered, or ?.
func outcomes(m *matching) string {
	var out []string
	for _, answer := range m.of {
		switch {
		case answer == nil:
			out = append(out, "?")
		case answer.accepted:
			out = append(out, fmt.Sprint("+", answer.Carrier.value))
		default:
			out = append(out, fmt.Sprint("-", answer.Carrier.value))
		}
	}
	return strings.Join(out, " ")
}

func TestMatch(t *testing.T) {
	tests := []struct {
		name                     string
		sent, accepted, rejected []string
		want                     string
	}{
		{"in another order", []string{"A", "B"}, []string{"B/7", "A/9"}, nil, "+9 +7"},
		{"in another case, with space", []string{" ab-1 "}, []string{"\ufeffAB-1\u200b/7"}, nil, "+7"},
		{"one number under two carriers", []string{"A/1", "A/2"}, []string{"A/2"}, []string{"A/1"}, "-1 +2"},
		{"two carriers, none named", []string{"A/1", "A/2"}, nil, []string{"A", "A"}, "-0 -0"},
		{"exact first, then what is left", []string{"A/1", "A/2"}, []string{"A/9", "A/1"}, nil, "+1 +9"},
		{"carrier corrected, the other rejected", []string{"A/1", "A/2"}, []string{"A/9"}, []string{"A/1"}, "-1 +9"},
		{"carrier detected for the one without", []string{"A/1", "A"}, []string{"A/9"}, []string{"A"}, "-0 +9"},
		{"accepted and rejected", []string{"A"}, []string{"A/9"}, []string{"A/0"}, "+9"},
		{"accepted and rejected alike", []string{"A/1"}, []string{"A/1"}, []string{"A/1"}, "+1"},
		{"a repeat serves no other", []string{"A/1", "A/2"}, []string{"A/1"}, []string{"A/1"}, "+1 ?"},
		{"accepted twice", []string{"A/1", "B/1"}, []string{"A/1", "A/1"}, nil, "+1 ?"},
		{"the same twice", []string{"A/1", "A/1"}, []string{"A/1"}, []string{"A/1"}, "+1 -1"},
		{"missing", []string{"A", "B"}, []string{"B/1"}, nil, "? +1"},
		{"carrier 0 of a rejection is none", []string{"A/1"}, nil, []string{"A/0"}, "-0"},
		{"stranger", []string{"A"}, []string{"C/1"}, nil, "?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := match(sentAs(tt.sent...), listedAs(true, tt.accepted...), listedAs(false, tt.rejected...))
			require.Equal(t, tt.want, outcomes(m))
		})
	}
}

// Whatever order, case and carriers the vendor answers in, each item sent gets at
// most one answer, of its own number, each answer serves at most one item, and no
// item goes without while an answer about its number is left over.
func TestMatchServesEachItemOnce(t *testing.T) {
	number := rapid.SampledFrom([]string{"A1", "a1 ", "B2", "\u200bb2", "C3"})
	carrier := rapid.SampledFrom([]string{"", "0", "1", "2", "x"})
	pair := rapid.Custom(func(t *rapid.T) string { return number.Draw(t, "number") + "/" + carrier.Draw(t, "carrier") })
	sentPair := rapid.Custom(func(t *rapid.T) string {
		return number.Draw(t, "number") + "/" + rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "carrier")
	})
	rapid.Check(t, func(t *rapid.T) {
		sent := sentAs(rapid.SliceOfN(sentPair, 1, 6).Draw(t, "sent")...)
		accepted := listedAs(true, rapid.SliceOfN(pair, 0, 6).Draw(t, "accepted")...)
		rejected := listedAs(false, rapid.SliceOfN(pair, 0, 6).Draw(t, "rejected")...)
		m := match(sent, accepted, rejected)
		requireOneToOne(t, m)
		requireAcceptancesServe(t, m, accepted)
	})
}

func requireOneToOne(t *rapid.T, m *matching) {
	served := make(map[*listedItem]bool)
	for i, answer := range m.of {
		if answer == nil {
			continue
		}
		require.Equal(t, m.sent[i].number, normal(string(answer.Number)))
		require.False(t, served[answer], "an answer serves two items")
		served[answer] = true
	}
}

// An item under an exact acceptance is never rejected, nor left out.
func requireAcceptancesServe(t *rapid.T, m *matching, accepted []listedItem) {
	type pair struct {
		number  string
		carrier int64
	}
	given := make(map[pair]int)
	for _, answer := range accepted {
		if answer.Carrier.given {
			given[pair{normal(string(answer.Number)), answer.Carrier.value}]++
		}
	}
	for i, item := range m.sent {
		same := pair{item.number, int64(item.carrier)}
		if given[same] == 0 {
			continue
		}
		given[same]--
		require.NotNil(t, m.of[i])
		require.True(t, m.of[i].accepted)
	}
}
