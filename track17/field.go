package track17

import (
	"regexp"
	"strings"
)

// fieldNumber is the item's field that holds the tracking number.
const fieldNumber = "number"

// knownFields are the fields of a register item that a message may name without
// quotes ("17TRACK API, v1 to v2.4").
var knownFields = map[string]bool{
	fieldNumber: true, "carrier": true, "final_carrier": true, "auto_detection": true, "tag": true, "lang": true,
	"translation_mode": true, "email": true, "order_no": true, "order_time": true, "remark": true, "param": true,
	"origin_country": true, "ship_date": true, "destination_postal_code": true, "destination_country": true,
	"destination_city": true, "shipper": true, "consignee": true, "phone_number_last_4": true, "phone_number": true,
	"cpf_or_cnpj": true, "special_tracking_info": true, "number_type": true, "parameter": true,
}

// The places where 17TRACK's messages name a field, surest first: "the 'X' field",
// "the field X", "the data X", "the parameter X".
var fieldPlaces = []*regexp.Regexp{
	regexp.MustCompile(`(?i)['"]([\w.\[\]]+)['"] field`),
	regexp.MustCompile(`(?i)\bfield (['"]?[\w.\[\]]+)`),
	regexp.MustCompile(`(?i)\b(?:data|parameter) (['"]?[\w.\[\]]+)`),
	regexp.MustCompile(`(['"][\w.\[\]]+)['"]`),
}

// messageScanned bounds how much of a message is searched: 17TRACK's are short,
// and what comes after is no sentence of its.
const messageScanned = 1000

// fieldIn returns the field that a message of 17TRACK's names, in lower case and
// without the path before it; "" if it names none.
func fieldIn(message string) string {
	message = message[:min(len(message), messageScanned)]
	for i, place := range fieldPlaces {
		for _, match := range place.FindAllStringSubmatch(message, -1) {
			// A word in quotes alone may as well be a value.
			sure := i == 0 || (match[1][0] == '\'' || match[1][0] == '"') && i < len(fieldPlaces)-1
			if name := fieldName(match[1], sure); name != "" {
				return name
			}
		}
	}
	if strings.Contains(strings.ToLower(message), "tracking number") {
		return fieldNumber
	}
	return ""
}

// fieldName reduces a path such as data[0].number to the field's name. Unless it
// is sure to be a field it must be a known one or look like no word of a sentence.
func fieldName(path string, sure bool) string {
	path = strings.ToLower(strings.Trim(path, `'".`))
	name := path[strings.LastIndexByte(path, '.')+1:]
	switch {
	case name == "" || name[0] < '_' || name[0] > 'z': // no name begins with a digit
		return ""
	case knownFields[name], sure, strings.Contains(name, "_"):
		return name
	}
	return ""
}

var quoted = regexp.MustCompile(`['"]([^'"]{1,200})['"]`)

// fieldOf returns the field of a rejected item that the message is about: one
// that it names, or whose value it quotes ("The format of '1234' is invalid.").
func fieldOf(message string, item sentItem) string {
	message = message[:min(len(message), messageScanned)]
	values := quoted.FindAllStringSubmatch(message, -1)
	for _, value := range values {
		if normal(value[1]) == item.number {
			return fieldNumber
		}
	}
	if name := fieldIn(message); name != "" {
		return name
	}
	for _, value := range values {
		if name := item.fieldHolding(value[1]); name != "" {
			return name
		}
	}
	return ""
}
