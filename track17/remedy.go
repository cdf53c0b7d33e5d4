package track17

import "strings"

// The remedies: what a person can do about a number that ended badly. They are
// written to outcomes and failures, where other programs read them.
const (
	RemedyFixNumber          = "fix_number"
	RemedyFixField           = "fix_field"
	RemedyCompleteData       = "complete_data"
	RemedyDropFinalCarrier   = "drop_final_carrier"
	RemedyAddCountryPostal   = "add_country_and_postal_code"
	RemedyAddPostalCode      = "add_postal_code"
	RemedyAddPhone           = "add_phone"
	RemedyAddShipDate        = "add_ship_date"
	RemedyAddCarrier         = "add_carrier"
	RemedyFixCarrier         = "fix_carrier"
	RemedyTryLater           = "try_later"
	RemedyCarrierUnavailable = "carrier_unavailable"
	RemedyUnexpected         = "unexpected"
)

// remedy is what is said of a remedy: in a few words after a code, and in a
// sentence in a summary. FIELD in hint is the field that the failure names, or
// field where it names none.
type remedy struct {
	name, field, hint, advice string
}

var remedies = []remedy{
	{RemedyFixNumber, "number", "correct the number",
		"Correct the tracking number: 17TRACK takes 5 to 50 letters, digits and hyphens."},
	{RemedyFixField, "the field that 17TRACK names", "correct FIELD",
		"Correct the field that 17TRACK's message names."},
	{RemedyCompleteData, "what 17TRACK's message names", "add FIELD",
		"Add the data that 17TRACK's message names."},
	{RemedyDropFinalCarrier, "final_carrier", "remove final_carrier",
		"Remove final_carrier, or give a postal service as the carrier."},
	{RemedyAddCountryPostal, "destination_country and destination_postal_code", "add FIELD",
		"Add destination_country (two letters) and destination_postal_code."},
	{RemedyAddPostalCode, "destination_postal_code", "add FIELD",
		"Add destination_postal_code."},
	{RemedyAddPhone, "phone_number_last_4", "add FIELD",
		"Add phone_number_last_4 or phone_number, whichever 17TRACK's message names."},
	{RemedyAddShipDate, "ship_date", "add FIELD",
		"Add ship_date."},
	{RemedyAddCarrier, "carrier", "add carrier",
		"Add carrier: 17TRACK cannot tell the carrier from the number."},
	{RemedyFixCarrier, "carrier", "correct carrier",
		"Correct carrier: it must be one of 17TRACK's carrier codes."},
	{RemedyTryLater, "", "try again later",
		"Retry the numbers later; nothing in them needs mending."},
	{RemedyCarrierUnavailable, "carrier", "try again in some days, or ask 17TRACK about the carrier",
		"Retry after some days; if the carrier is refused again, ask 17TRACK whether it still takes it."},
	{RemedyUnexpected, "", "see 17TRACK's message",
		"Read 17TRACK's message; this answer was not to be expected for the call."},
}

// Remedies returns the names of all remedies.
func Remedies() []string {
	names := make([]string, len(remedies))
	for i, r := range remedies {
		names[i] = r.name
	}
	return names
}

// Advice says in one sentence what to do about a remedy. Of a name that is none
// of the Remedy constants it says what it says of RemedyUnexpected.
func Advice(name string) string {
	r, ok := remedyNamed(name)
	if !ok {
		r, _ = remedyNamed(RemedyUnexpected)
	}
	return r.advice
}

func remedyNamed(name string) (remedy, bool) {
	for _, r := range remedies {
		if r.name == name {
			return r, true
		}
	}
	return remedy{}, false
}

// hint says in a few words what to do, naming the field that the failure named.
func hint(name, field string) string {
	r, _ := remedyNamed(name)
	if field == "" {
		field = r.field
	}
	return strings.ReplaceAll(r.hint, "FIELD", field)
}
