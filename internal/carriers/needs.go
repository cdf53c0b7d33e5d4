package carriers

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed fields.tsv
var fieldsList string

// fieldNames are the fields of an entry by the words of the vendor's list, in lower case. What has
// no field of its own goes in special_tracking_info.
func fieldNames() map[string]string {
	return map[string]string{
		"postalcode":                        "destination_postal_code",
		"city":                              "destination_city",
		"country":                           "destination_country",
		"country code":                      "destination_country",
		"shipper":                           "shipper",
		"consignee":                         "consignee",
		"phonenumber":                       "phone_number",
		"last 4 digits of the phone number": "phone_number_last_4",
		"client":                            "special_tracking_info",
		"origin office":                     "special_tracking_info",
	}
}

// needed are the fields by the carrier's code.
var needed = sync.OnceValue(func() map[int][]string {
	names, all := fieldNames(), map[int][]string{}
	for _, cells := range tableRows(fieldsList) {
		code, _ := strconv.Atoi(cells[0])
		for word := range strings.FieldsFuncSeq(cells[2], func(r rune) bool { return r == '&' || r == '/' }) {
			name := names[strings.ToLower(strings.TrimSpace(word))]
			all[code] = append(all[code], name)
		}
		all[code] = distinct(all[code], "")
	}
	return all
})

// Needs returns the fields of an entry, as the vendor names them, without which it may refuse this
// carrier's numbers; nil for a carrier that wants none. The list is the vendor's of April 2025 and
// says what may be missing: the vendor's answer is the truth, and of several fields that it names
// one may do.
func (t *Table) Needs(code int) []string { return slices.Clone(needed()[code]) }
