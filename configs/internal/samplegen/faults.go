package main

import "strings"

// faulty returns the rows that go wrong, each in another way.
func faulty() [][]string {
	var all [][]string
	for _, rows := range [][]row{unreadable(), refused(), magic()} {
		for _, r := range rows {
			all = append(all, r.cells())
		}
	}
	return append(all, []string{"RR123456785CN", codeGLS}) // too few cells
}

// unreadable are refused before they are queued.
func unreadable() []row {
	return []row{
		{number: "1.2E+17", tag: "rounded by a spreadsheet"},
		{number: "9,40011E+21", tag: "rounded by a spreadsheet"},
		{number: "", tag: "no number"},
		{number: "RR12345\x016785CN", tag: "a control character"},
		{number: "RR 123 456 785 CN", tag: "blanks"},
		{number: strings.Repeat("RR123456785CN", 4), tag: "several numbers in one cell"},
		{number: "1Z999AA10123456784", carrier: "Pigeon Post", tag: "a carrier by a name nobody knows"},
	}
}

// refused are rejected by the vendor, and by the sandbox as by it.
func refused() []row {
	return []row{
		{number: "1234", tag: "too short"},
		{number: "RR123456785CN?", tag: "a sign"},
		{number: "ZZZZZ", tag: "no carrier has such numbers"},
		{number: "RR123456785CN", carrier: "42", tag: "no carrier has this code"},
		{number: "12345678901", carrier: codeGLS, tag: "GLS without a postal code"},
		{number: "12345678902", carrier: codeGLS, country: "DE", tag: "GLS without a postal code"},
		{number: "3SABCD123456789", carrier: codePostNL, postal: "1012 AB", tag: "PostNL without a country"},
		{number: "SF1234567890123", carrier: codeSF, tag: "SF without a telephone number"},
		{number: "RR123456799CN", country: "Germany", tag: "a country by its name"},
		{number: "RR123456808CN", tag: strings.Repeat("too long a tag ", 8)},
	}
}

// magic numbers make the sandbox play what cannot be had by a number's looks. Those with 1X strike
// once; they show that nothing is lost.
func magic() []row {
	return []row{
		{number: "SBX18010016-1", tag: "final_carrier does not fit"},
		{number: "SBX18010022-1", tag: "a ship date is wanted"},
		{number: "SBX18010013-1", tag: "wrong data"},
		{number: "SBXCALL18010013-1", tag: "makes its whole call fail"},
		{number: "SBX1XHTTP503-1", tag: "its first call answers 503"},
		{number: "SBX1XWAIT001-1", tag: "its first call answers 429"},
		{number: "SBX1XOMIT-1", tag: "missing from its first answer"},
		{number: "SBXSTRANGER-1", tag: "answered with a number nobody asked for"},
		{number: "SBXMOVE-1", tag: "registered under another carrier"},
		{number: "SBXTEXT-1", tag: "its carrier comes back as text"},
	}
}

// repeated are rows twice: the very same ones, and the same numbers for another order. They stand
// close to the first ones, so that those still wait when these come.
func repeated(rows []row) [][]string {
	var all [][]string
	for i, r := range rows {
		if i%2 == 1 {
			r.order, r.tag = r.order+"-2", "the same parcel for another order"
		}
		all = append(all, r.cells())
	}
	return all
}
