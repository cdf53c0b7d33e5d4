package main

import "strings"

// destination is a country and how its postal codes look: 0 stands for a digit, A for a letter.
type destination struct{ country, look string }

var destinations = []destination{
	{"DE", "00000"}, {"DE", "00000"}, {"FR", "00000"}, {"US", "00000"}, {"US", "00000"}, {"ES", "00000"}, {"IT", "00000"},
	{"PL", "00-000"}, {"NL", "0000 AA"}, {"GB", "AA0 0AA"}, {"CA", "A0A 0A0"}, {"AT", "0000"}, {"CH", "0000"}, {"BE", "0000"},
	{"SE", "000 00"}, {"CZ", "000 00"}, {"PT", "0000-000"}, {"BR", "00000-000"}, {"JP", "000-0000"}, {"AU", "0000"},
}

func (to destination) postal(d dice) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '0':
			return rune('1' + d.IntN(9))
		case 'A':
			return rune("ABCDEFGHJKLMNPRSTUVWXYZ"[d.IntN(23)])
		default:
			return r
		}
	}, to.look)
}
