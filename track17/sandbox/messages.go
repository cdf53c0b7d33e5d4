package sandbox

import (
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/trackreg/trackreg/track17"
)

// messages holds the vendor's text for every code, with {0} and {1} in it.
type messages map[track17.Code]string

func vendorMessages() messages {
	texts := messages(maps.Collect(track17.Descriptions()))
	// 17TRACK's table does not list the code, which it answers all the same.
	texts[track17.CodeShipDateRequired] = "The '{1}' field is required for this tracking. Provide ship date. Example: '{0}'."
	return texts
}

// of fills in the text of a code. A code without a text gets one that names it.
func (m messages) of(code track17.Code, zero, one string) string {
	text, known := m[code]
	if !known {
		return fmt.Sprintf("Error %d.", code)
	}
	return strings.NewReplacer("{0}", zero, "{1}", one).Replace(text)
}

// ofCall is the text of a code that is the whole call's.
func (m messages) ofCall(code track17.Code) string {
	switch code {
	case track17.CodeTooManyRequests:
		return "Request frequency exceeds the allowed limit."
	case track17.CodeWebhookTestFailed:
		return m.of(code, "500", "")
	default:
		return m.of(code, "number", "number")
	}
}

// ofItem is the text of a code that rejects an item.
func (m messages) ofItem(code track17.Code, it *item, modern bool) string {
	zero, one := it.number, "number"
	switch code {
	case track17.CodeDataMissing:
		zero = "number"
	case track17.CodeValueInvalid, track17.CodeFormatInvalid:
		zero = "'" + it.number + "'"
	case track17.CodeFieldValueInvalid:
		zero, one = it.wrongField()
	case track17.CodeCountryPostalRequired, track17.CodePostalRequired,
		track17.CodePhoneRequired, track17.CodeShipDateRequired:
		zero, one = wantedField(code, modern)
	case track17.CodeCarrierIncorrect, track17.CodeChangeNewIncorrect:
		zero = strconv.Itoa(it.Carrier)
	case track17.CodeChangeOldIncorrect:
		zero, one = strconv.Itoa(it.Carrier), it.number
	}
	return m.of(code, zero, one)
}
