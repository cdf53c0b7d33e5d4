package rows

import "strings"

// payloadColumn holds a whole entry as a JSON object, as the failures of NDJSON are written.
const payloadColumn = "payload"

// headings lists for each field the headings that mean it, apart from case, blanks and signs.
// email, lang and translation_mode are not among them, because 17TRACK charges for them and
// writes to the customers: they are sent only where Options.Columns says so.
var headings = map[string][]string{
	"number": {
		"number", "trackingnumber", "trackingno", "trackingnum", "trackingnr", "trackingid", "trackingcode", "tracking",
		"tracknumber", "trackno", "waybill", "waybillnumber", "waybillno", "awb", "awbnumber", "awbno", "parcelnumber", "parcelno",
		"packagenumber", "shipmentnumber", "consignmentnumber", "consignmentno", "trackingnummer", "sendungsnummer", "paketnummer",
	},
	"carrier":                 {"carrier", "carriercode", "carriername", "courier", "couriercode", "couriername", "shippingcarrier"},
	"final_carrier":           {"finalcarrier", "finalcarriercode", "lastmilecarrier"},
	"auto_detection":          {"autodetection"},
	"tag":                     {"tag", "tags", "label"},
	"order_no":                {"orderno", "ordernumber", "order", "orderid", "ordernr", "ordername"},
	"order_time":              {"ordertime", "orderdate", "orderedat"},
	"remark":                  {"remark", "remarks"},
	"param":                   {"param"},
	"origin_country":          {"origincountry", "origincountrycode", "shipfromcountry"},
	"ship_date":               {"shipdate", "shippingdate", "shipmentdate", "shippedat", "shippedon", "dispatchdate"},
	"destination_country":     {"destinationcountry", "destinationcountrycode", "destcountry", "country", "countrycode", "shiptocountry", "shippingcountry"},
	"destination_postal_code": {"destinationpostalcode", "destinationpostcode", "destinationzip", "postalcode", "postcode", "zip", "zipcode", "plz", "shippingzip", "shippingpostalcode"},
	"destination_city":        {"destinationcity", "city", "town", "shippingcity"},
	"shipper":                 {"shipper"},
	"consignee":               {"consignee"},
	"phone_number_last_4":     {"phonenumberlast4", "phonelast4", "last4"},
	"phone_number":            {"phonenumber", "phone", "telephone", "shippingphone"},
	"cpf_or_cnpj":             {"cpforcnpj", "cpf", "cnpj"},
	"_ref":                    {"ref"},
	"_source":                 {"source"},
	payloadColumn:             {payloadColumn},
}

// fields maps a heading to its field.
var fields = func() map[string]string {
	all := map[string]string{}
	for field, names := range headings {
		for _, name := range names {
			all[name] = field
		}
	}
	return all
}()

// fieldOf returns the field that a heading means, "" for none. A heading that begins with _ is a
// field of the caller's own, which is kept and not sent.
func fieldOf(heading string) string {
	if field, known := fields[plain(heading)]; known {
		return field
	}
	if name := strings.TrimSpace(heading); strings.HasPrefix(name, "_") && len(name) > 1 {
		return name
	}
	return ""
}

// plain leaves letters and digits of a heading alone, in lower case.
func plain(heading string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127 && r != 0xFEFF {
			return r
		}
		return -1
	}, strings.ToLower(heading))
}
