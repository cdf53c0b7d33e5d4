package sandbox

import "github.com/trackreg/trackreg/track17"

// wanted lists carriers that cannot be asked about a number alone, and the code
// that says what else they want to know. It is a part of the vendor's list.
var wanted = map[int]track17.Code{
	14041:  track17.CodeCountryPostalRequired, // PostNL
	100005: track17.CodePostalRequired,        // GLS
	100024: track17.CodePostalRequired,        // GLS (IT)
	100027: track17.CodePostalRequired,        // Colis Prive
	100189: track17.CodePostalRequired,        // GLS Spain
	100304: track17.CodePostalRequired,        // Mondial Relay
	100364: track17.CodePostalRequired,        // Paack
	100594: track17.CodePostalRequired,        // InPost (ES)
	100074: track17.CodePhoneRequired,         // J&T Express (ID)
	100388: track17.CodePhoneRequired,         // J&T Express (MX)
	190766: track17.CodePhoneRequired,         // SF Express (CN)
}

// lacks returns the code that says what the carrier wants to know and the item
// does not say, or success. Before v2.4 all of it stands in param.
func (it *item) lacks(carrier int, modern bool) track17.Code {
	code, wants := wanted[carrier]
	if !wants || it.tells(code, modern) {
		return track17.CodeSuccess
	}
	return code
}

func (it *item) tells(code track17.Code, modern bool) bool {
	if !modern {
		return it.Param != ""
	}
	switch code {
	case track17.CodeCountryPostalRequired:
		return it.DestinationCountry != "" && it.PostalCode != ""
	case track17.CodePostalRequired:
		return it.PostalCode != ""
	default:
		return it.PhoneLast4 != "" || it.Phone != ""
	}
}

// wantedField returns an example and the name of the field that a code asks for.
func wantedField(code track17.Code, modern bool) (example, field string) {
	switch code {
	case track17.CodeCountryPostalRequired:
		example, field = "FR-12345", "destination_postal_code"
	case track17.CodePostalRequired:
		example, field = "44121", "destination_postal_code"
	case track17.CodePhoneRequired:
		example, field = "6172", "phone_number_last_4"
	case track17.CodeShipDateRequired:
		example, field = "2026-01-31", "ship_date"
	}
	if !modern {
		field = "param"
	}
	return example, field
}
