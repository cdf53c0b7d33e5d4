package queue

import (
	"strings"
	"unicode/utf8"
)

// itemFields are the fields that somebody who reads an entry looks for: those of a register item
// as 17TRACK defines it ("17TRACK API, v1 to v2.4"), and ours.
var itemFields = []string{
	"number", "carrier", "final_carrier", "auto_detection", "tag", "lang", "translation_mode", "email", "order_no", "order_time",
	"remark", "param", "origin_country", "ship_date", "destination_postal_code", "destination_country", "destination_city",
	"shipper", "consignee", "phone_number_last_4", "phone_number", "cpf_or_cnpj", "special_tracking_info",
	"_ref", sourceKey, rowKey, mendsKey, mendedAtKey, "_op", "_then",
}

// fieldByFolding maps the fields in lower case to themselves.
var fieldByFolding = func() map[string]string {
	fields := make(map[string]string, len(itemFields))
	for _, field := range itemFields {
		fields[strings.ToLower(field)] = field
	}
	return fields
}()

// checkKey refuses a key that differs from a field's name in case alone. Of the programs that read
// JSON some take it for the field and some do not, and two of them must not read two numbers out
// of one entry.
func checkKey(m member) error {
	if !mayFold(m.key) {
		return nil
	}
	if field, is := fieldByFolding[folded(m.key)]; is && field != m.key {
		return refuse(m.key, string(m.value), "differs from the field "+field+" in case alone", "write "+field+", or give it another name")
	}
	return nil
}

// mayFold says whether a key can be one in another case: most are in lower case and cannot.
func mayFold(key string) bool {
	for i := range len(key) {
		if c := key[i]; c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// folded is the key in lower case, with the two letters beyond ASCII that fold to one of it.
func folded(key string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case 'ſ':
			return 's'
		case '\u212A': // the sign of kelvin
			return 'k'
		}
		return r
	}, strings.ToLower(key))
}
