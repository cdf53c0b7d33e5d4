package columns

import (
	"regexp"
	"slices"
	"strings"
)

// The ranks of headings that say that the tracking number stands under them; the lowest is it. Of
// one rank there may be one.
const (
	tracking     = iota + 1 // Tracking number
	trackingOnly            // Tracking
	parcel                  // Waybill, Parcel number, Shipment number
	bare                    // Number, which may be any
)

// trackingWords say that a parcel is followed.
var trackingWords = []string{
	"tracking", "track", "trackandtrace", "tracktrace", "tracker", "suivi", "seguimiento", "rastreo", "rastreio", "rastreamento", "tracciamento", "tracciatura",
	"sendungsverfolgung", "paketverfolgung", "sledzenia", "sledzenie",
}

// parcelWords name what is followed, or its papers.
var parcelWords = []string{
	"waybill", "airwaybill", "awb", "hawb", "consignment", "parcel", "package", "shipment", "sendung", "sendungs", "paket", "colis", "envoi", "expedition",
	"envio", "paquete", "guia", "spedizione", "pacco", "encomenda", "zending", "pakket", "przesylki", "przesylka", "paczki",
}

// numberWords say that something is numbered.
var numberWords = []string{
	"number", "numbers", "num", "no", "nos", "nr", "nbr", "id", "ids", "code", "codes", "ref", "refs", "reference", "references",
	"nummer", "nummern", "numero", "numeros", "n", "numer", "numery", "kod", "codigo", "codice", "key",
}

// otherWords turn a heading into that of something else.
var otherWords = []string{
	"url", "link", "links", "page", "status", "state", "date", "time", "at", "company", "event", "events", "updated", "type", "email", "mail", "notification",
	"count", "weight", "price", "cost", "history", "message", "info", "enabled", "lien", "datum", "statut", "estado", "stato", "fecha", "data",
}

// laterWords name a second parcel of the same order.
var laterWords = []string{"return", "returns", "retour", "retoure", "rma", "previous", "old", "devolucion", "reso", "devolucao"}

// joined matches headings that are written in one word. Before it the name of what is followed may stand.
var joined = []struct {
	match *regexp.Regexp
	rank  int
}{
	{regexp.MustCompile(`(^|[a-z])(tracking|track|trackandtrace)(number|num|no|nr|nbr|id|code|ref|reference|nummer)s?\d*$`), tracking},
	{regexp.MustCompile(`^(sendungs|paket)verfolgungs(nummer|nr|code|id)$`), tracking},
	{regexp.MustCompile(`^(numero|n|code|codigo|codice|numer|kod)(de|di|do|del)?(suivi|seguimiento|rastreo|rastreio|rastreamento|tracciamento|tracking|sledzenia)$`), tracking},
	{regexp.MustCompile(`^((waybill|airwaybill|awb|hawb|consignment)s?|(waybill|airwaybill|awb|hawb|consignment|parcel|package|shipment)(number|num|no|nr|id|code|ref|reference)s?\d*)$`), parcel},
	{regexp.MustCompile(`^(sendungs|paket|frachtbrief|zending|pakket)(nummer|nr|code|id)$`), parcel},
	{regexp.MustCompile(`^list(przewozowy)?$|^listprzewozowy$|^nrlistu(przewozowego)?$|^numerlistu(przewozowego)?$`), parcel},
	{regexp.MustCompile(`^(物流|快递|快遞|国际|包裹)?(追踪|追蹤|跟踪|跟蹤|查询|查詢)(单号|號碼|号码|編號|编号|号|號|单|碼|码)$|^(荷物|配送)?追跡(番号|コード)$|^トラッキング(番号|ナンバー|コード|id)$`), tracking},
	{regexp.MustCompile(`^(国际|国内)?(运单|快递单|物流单|包裹单|快递|物流|運單|快遞單|物流單|快遞|物流|貨運單)(号|号码|编号|單號|单号|號|號碼|編號)$|^(お問い?合わ?せ|問合せ|伝票|送り状|送状)(伝票)?(番号|no|nr)$`), parcel},
	{regexp.MustCompile(`^(운송장|송장|등기|택배|배송조회|추적)(번호)$`), parcel},
	{regexp.MustCompile(`^(number|numbers|nummer|numero|numer|no|nr|番号|号码|單號|单号|編號|编号)$`), bare},
}

// numberRank returns how surely a heading says that the tracking number stands under it; 0: it does not.
func numberRank(heading string) int {
	all := words(heading)
	if len(all) == 0 || slices.ContainsFunc(all, func(w string) bool { return slices.Contains(otherWords, w) }) {
		return 0
	}
	rank := rankOf(all)
	if rank == tracking && slices.ContainsFunc(all, func(w string) bool { return slices.Contains(laterWords, w) }) {
		return trackingOnly
	}
	return rank
}

func rankOf(all []string) int {
	has := func(of []string) bool {
		return slices.ContainsFunc(all, func(w string) bool { return slices.Contains(of, w) })
	}
	one := strings.Join(all, "")
	switch {
	case has(trackingWords) && has(numberWords):
		return tracking
	case slices.Contains(trackingWords, one):
		return trackingOnly
	case has(parcelWords) && has(numberWords):
		return parcel
	}
	for _, j := range joined {
		if j.match.MatchString(one) {
			return j.rank
		}
	}
	return 0
}
