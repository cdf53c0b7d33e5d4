package sandbox

import (
	"encoding/json"
	"strings"

	"github.com/trackreg/trackreg/track17"
)

// item is one element of a register call, with the fields that matter here.
// Others are passed over.
type item struct {
	Number          string          `json:"number"`
	Carrier         int             `json:"carrier"`
	FinalCarrier    int             `json:"final_carrier"`
	AutoDetection   *bool           `json:"auto_detection"`
	Tag             string          `json:"tag"`
	Lang            string          `json:"lang"`
	TranslationMode json.RawMessage `json:"translation_mode"`
	Email           string          `json:"email"`

	Param              string `json:"param"` // before v2.4
	OriginCountry      string `json:"origin_country"`
	DestinationCountry string `json:"destination_country"`
	PostalCode         string `json:"destination_postal_code"`
	PhoneLast4         string `json:"phone_number_last_4"`
	Phone              string `json:"phone_number"`
	ShipDate           string `json:"ship_date"`

	number string // trimmed and in upper case, as the vendor keeps it
}

// The vendor's bounds on a tracking number and on a tag, in characters.
const (
	shortestNumber = 5
	longestNumber  = 50
	longestTag     = 100
)

// parse reads the items of a register call. It returns the code with which the
// whole call fails, or success: a value of a wrong type spoils the call.
func (c *call) parse(limit int) track17.Code {
	if c.tooLong || json.Unmarshal(c.body, &c.items) != nil {
		return track17.CodeSubmittedDataInvalid
	}
	for i := range c.items {
		c.items[i].number = normal(c.items[i].Number)
	}
	switch {
	case len(c.items) == 0:
		return track17.CodeDataMissing
	case len(c.items) > limit:
		return track17.CodeTooManyNumbers
	default:
		return track17.CodeSuccess
	}
}

// normal is a number as the vendor keeps it and answers it.
func normal(number string) string { return strings.ToUpper(strings.TrimSpace(number)) }

// check returns the code with which an item is rejected whatever the account
// holds, or success.
func (it *item) check() track17.Code {
	switch {
	case it.number == "":
		return track17.CodeDataMissing
	case !wellFormed(strings.TrimSpace(it.Number)):
		return track17.CodeFormatInvalid
	case !possibleCarrier(it.Carrier), !possibleCarrier(it.FinalCarrier):
		return track17.CodeCarrierIncorrect
	}
	if _, field := it.wrongField(); field != "" {
		return track17.CodeFieldValueInvalid
	}
	return track17.CodeSuccess
}

// wellFormed says whether a number is 5 to 50 letters, digits and hyphens.
func wellFormed(number string) bool {
	if len(number) < shortestNumber || len(number) > longestNumber {
		return false
	}
	for _, r := range []byte(number) {
		letter := r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
		if !letter && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return true
}

// wrongField returns the value and the name of a field that cannot be right;
// the name is "" if there is none.
func (it *item) wrongField() (value, field string) {
	switch {
	case len([]rune(it.Tag)) > longestTag:
		return it.Tag, "tag"
	case it.OriginCountry != "" && len(it.OriginCountry) != 2:
		return it.OriginCountry, "origin_country"
	case it.DestinationCountry != "" && len(it.DestinationCountry) != 2:
		return it.DestinationCountry, "destination_country"
	default:
		return "", ""
	}
}

// translated says whether the item asks for a translation by a third party,
// which costs a unit.
func (it *item) translated() bool {
	switch string(it.TranslationMode) {
	case "", "null", `""`, "0", `"0"`:
		return false
	default:
		return it.Lang != ""
	}
}
