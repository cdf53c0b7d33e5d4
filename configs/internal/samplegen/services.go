package main

// service gives an order its tracking number, and what the carrier wants to know.
type service func(d dice, r *row)

// services stand here as often as their share of a shop's parcels is.
var services = []service{
	post, post, post, post, post, post, post, post,
	ups, ups, fedex, fedexGround, dhl, dhl, usps, dpd, gls, postNL, sf, amazon, yunExpress, cainiao,
}

// Codes of carriers, 17TRACK's own.
const (
	codeDHL    = "100001"
	codeUPS    = "100002"
	codeGLS    = "100005"
	codePostNL = "14041"
	codeSF     = "190766"
)

func post(d dice, r *row) { r.number = s10(d) }

func ups(d dice, r *row) {
	r.number = "1Z" + upsBody(d)
	if d.IntN(2) == 0 {
		r.carrier = codeUPS
	}
}

func fedex(d dice, r *row) {
	body := d.digits(11)
	r.number = body + weighted(body, []int{3, 1, 7}, 11)
}

func fedexGround(d dice, r *row) {
	body := d.digits(14)
	r.number = body + modTen(body)
}

func dhl(d dice, r *row) {
	body := d.digits(9)
	r.number, r.carrier = body+modSeven(body), codeDHL
}

func usps(d dice, r *row) {
	body := "94001" + d.digits(16)
	r.number = body + modTen(body)
}

func dpd(d dice, r *row) { r.number = "0" + d.digits(13) }

// gls wants a postal code.
func gls(d dice, r *row) { r.number, r.carrier = d.digits(11), codeGLS }

// postNL wants a postal code and a country.
func postNL(d dice, r *row) { r.number, r.carrier = "3S"+"ABCD"+d.digits(9), codePostNL }

// sf wants the last digits of a telephone number.
func sf(d dice, r *row) {
	r.number, r.carrier, r.phone = "SF"+d.digits(13), codeSF, d.digits(4)
}

func amazon(d dice, r *row)     { r.number = "TBA" + d.digits(12) }
func yunExpress(d dice, r *row) { r.number = "YT" + d.digits(16) }
func cainiao(d dice, r *row)    { r.number = "LP" + d.digits(14) }
