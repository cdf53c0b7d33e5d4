package main

import "strconv"

// s10Services are the first letters of S10 numbers: registered, parcel, express, small packet.
var s10Services = []string{"R", "R", "C", "E", "L", "U"}

// s10Origins are posts that send S10 numbers, those that send many more than once.
var s10Origins = []string{
	"CN", "CN", "CN", "CN", "HK", "SG", "MY", "TH", "VN", "TW", "JP", "KR", "IN", "PK", "ID", "DE", "DE", "FR", "GB", "GB", "NL",
	"ES", "IT", "AT", "CH", "BE", "PL", "CZ", "SK", "HU", "RO", "BG", "GR", "PT", "SE", "NO", "DK", "FI", "EE", "LV", "LT",
	"US", "US", "CA", "MX", "BR", "CL", "AU", "NZ", "TR", "UA", "IL", "AE", "ZA", "EG",
}

// s10Weights weigh the eight digits (UPU standard S10).
var s10Weights = []int{8, 6, 4, 2, 3, 5, 9, 7}

// s10 returns a number of a postal service with its check digit.
func s10(d dice) string {
	body := d.digits(len(s10Weights))
	return pick(d, s10Services) + string(rune('A'+d.IntN(26))) + body + s10Check(body) + pick(d, s10Origins)
}

func s10Check(body string) string {
	sum := 0
	for i, weight := range s10Weights {
		sum += int(body[i]-'0') * weight
	}
	switch check := 11 - sum%11; check {
	case 10:
		return "0"
	case 11:
		return "5"
	default:
		return strconv.Itoa(check)
	}
}

// upsBody returns what follows 1Z: the shipper, the service, the parcel and the check digit.
func upsBody(d dice) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPRSTUVWXY"
	shipper := make([]byte, 6)
	for i := range shipper {
		shipper[i] = alphabet[d.IntN(len(alphabet))]
	}
	body := string(shipper) + pick(d, []string{"03", "12", "68"}) + d.digits(7)
	return body + upsCheck(body)
}

// upsCheck counts letters as 2 for A, 3 for B and so on, and every second place double.
func upsCheck(body string) string {
	sum := 0
	for i, c := range []byte(body) {
		value := int(c - '0')
		if c >= 'A' {
			value = (int(c) - 63) % 10
		}
		sum += value * (1 + i%2)
	}
	return strconv.Itoa((10 - sum%10) % 10)
}

// weighted sums digits by repeated weights, modulo m (FedEx Express).
func weighted(body string, weights []int, m int) string {
	sum := 0
	for i := range len(body) {
		sum += int(body[i]-'0') * weights[i%len(weights)]
	}
	return strconv.Itoa(sum % m % 10)
}

// modTen weighs digits 3 and 1 by turns from the right (FedEx Ground, USPS).
func modTen(body string) string {
	sum := 0
	for i := range len(body) {
		weight := 3
		if i%2 == 1 {
			weight = 1
		}
		sum += int(body[len(body)-1-i]-'0') * weight
	}
	return strconv.Itoa((10 - sum%10) % 10)
}

// modSeven is the rest of the number divided by 7 (DHL Express waybills).
func modSeven(body string) string {
	n, _ := strconv.Atoi(body) // digits alone
	return strconv.Itoa(n % 7)
}
