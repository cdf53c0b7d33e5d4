package columns

import (
	"slices"
	"strings"
)

// The fields that are no field of the vendor's.
const (
	Number = "number"
	// Payload holds a whole entry as a JSON object, as the failures of NDJSON are written.
	Payload = "payload"
)

// headings lists for each field the headings that mean it, without case, accents, blanks and signs;
// of two columns the one that stands earlier here is it. What the vendor calls the field goes before
// all of them.
//
// Not among them are: email, lang and translation_mode, because 17TRACK charges for them and writes
// to the customers; shipper, consignee, phone numbers and tax numbers, because they name a person.
// Those are sent where the settings name the column, or its heading is the field's own name.
var headings = map[string][]string{
	"carrier": {
		"carrier", "carriercode", "carriername", "couriercode", "couriername", "courier", "shippingcarrier", "shippingcarriercode", "trackingcompany", "trackingcarrier",
		"versanddienstleister", "paketdienst", "versender", "zusteller", "transporteur", "transporteurs", "transportista", "corriere", "vettore",
		"transportadora", "vervoerder", "przewoznik", "kurier", "承运商", "物流公司", "快递公司", "物流商", "承運商", "快遞公司", "運送会社", "配送業者", "配送会社",
	},
	"final_carrier":  {"finalcarriercode", "lastmilecarrier", "lastmilecarriercode", "deliverycarrier"},
	"auto_detection": {},
	"tag":            {"tags", "label"},
	"order_no": {
		"ordernumber", "orderno", "orderid", "ordernr", "ordername", "order", "orderref", "orderreference", "bestellnummer", "bestellnr", "auftragsnummer", "auftragsnr",
		"numerodecommande", "commande", "numerodepedido", "pedido", "numeroordine", "numerodordine", "ordine", "numerodopedido",
		"bestelnummer", "numerzamowienia", "zamowienie", "订单号", "订单编号", "訂單號", "訂單編號", "注文番号", "受注番号",
	},
	"order_time": {
		"ordertime", "orderdate", "orderedat", "orderedon", "bestelldatum", "auftragsdatum", "datedecommande", "fechadepedido", "fechadelpedido", "dataordine", "datadellordine",
		"datadopedido", "besteldatum", "datazamowienia", "下单时间", "订单日期", "下單時間", "訂單日期", "注文日", "注文日時",
	},
	"remark":         {"remarks"},
	"param":          {},
	"origin_country": {"origincountrycode", "shipfromcountry", "countryoforigin", "fromcountry", "sendercountry", "absenderland", "paysdorigine", "paisdeorigen", "paesediorigine", "paisdeorigem", "landvanherkomst", "krajpochodzenia", "发件国家", "寄件國家", "発送国"},
	"ship_date": {
		"shippingdate", "shipmentdate", "shipdate", "shippedat", "shippedon", "dateshipped", "dispatchdate", "versanddatum", "versandtag", "datedexpedition", "dateenvoi", "datedenvoi",
		"fechadeenvio", "datadispedizione", "dataspedizione", "datadeenvio", "verzenddatum", "datawysylki", "datanadania", "发货日期", "发货时间", "發貨日期", "出貨日期", "発送日", "出荷日",
	},
	"destination_country": {
		"destinationcountrycode", "destcountry", "shiptocountry", "shiptocountrycode", "deliverycountry", "recipientcountry", "shippingcountry", "shippingcountrycode", "tocountry", "countrycode", "country",
		"zielland", "empfangerland", "lieferland", "land", "paysdedestination", "pays", "paisdedestino", "pais", "paesedidestinazione", "paese",
		"landvanbestemming", "krajprzeznaczenia", "kraj", "目的国", "目的国家", "国家", "目的國", "國家", "配送先国", "国",
	},
	"destination_postal_code": {
		"destinationpostcode", "destinationzip", "destinationzipcode", "shiptozip", "shiptopostalcode", "shiptopostcode", "deliverypostcode", "deliverypostalcode", "recipientpostcode",
		"shippingzip", "shippingpostalcode", "shippingpostcode", "postalcode", "postcode", "zipcode", "zip", "plz", "postleitzahl", "codepostal", "codigopostal", "cap", "cep",
		"codicepostale", "kodpocztowy", "邮编", "邮政编码", "郵遞區號", "郵編", "郵便番号",
	},
	"destination_city": {
		"shiptocity", "deliverycity", "recipientcity", "shippingcity", "city", "town", "ort", "stadt", "wohnort", "ville", "ciudad", "citta", "cidade", "plaats", "woonplaats", "miasto", "miejscowosc", "城市", "市区町村",
	},
	"shipper": {}, "consignee": {}, "phone_number_last_4": {}, "phone_number": {}, "cpf_or_cnpj": {},
	"_ref": {"ref"}, "_source": {}, "_mends": {}, "_then": {},
	Payload: {},
}

// place is where a heading stands among those of its field, 0 is the field's own name.
type place struct {
	field string
	rank  int
}

var places = func() map[string]place {
	all := map[string]place{}
	for field, names := range headings {
		all[plain(field)] = place{field: field}
		for i, name := range names {
			if _, own := all[name]; !own {
				all[name] = place{field: field, rank: i + 1}
			}
		}
	}
	return all
}()

// personal are the fields that name a person, and so are taken only where a heading is the field's
// own name to the letter.
var personal = []string{"shipper", "consignee", "phone_number_last_4", "phone_number", "cpf_or_cnpj"}

// placeOf returns the field that a heading means, other than the number; no field for none. A
// heading that begins with _ is a field of the caller's own, which is kept and not sent.
func placeOf(heading string) place {
	name := strings.TrimSpace(heading)
	if at, known := places[plain(heading)]; known {
		if !slices.Contains(personal, at.field) || strings.EqualFold(name, at.field) {
			return at
		}
		return place{}
	}
	if before, last, is := cutPath(name); is && !isSenders(before) {
		return placeOf(last)
	}
	if strings.HasPrefix(name, "_") && len(name) > 1 && !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return place{field: name}
	}
	return place{}
}

// cutPath takes the last name off a path such as order.parcel.carrier, by which values of JSON are
// headed.
func cutPath(heading string) (before, last string, is bool) {
	at := strings.LastIndexByte(heading, '.')
	if at <= 0 || at == len(heading)-1 || strings.ContainsAny(heading, " \t") {
		return "", "", false
	}
	return heading[:at], heading[at+1:], true
}

// sendersWords say that what follows in a path is not the parcel's, or not its receiver's.
var sendersWords = []string{"sender", "from", "origin", "shipper", "return", "billing", "invoice", "store", "shop", "warehouse", "merchant", "seller", "vendor", "supplier", "absender"}

func isSenders(path string) bool {
	return slices.ContainsFunc(words(path), func(w string) bool { return slices.Contains(sendersWords, w) })
}

// FieldOf returns the field that a heading means, "" for none.
func FieldOf(heading string) string {
	if numberRank(heading) > 0 {
		return Number
	}
	return placeOf(heading).field
}
