package sandbox

import "regexp"

// Codes of carriers that numbers are detected as. They are 17TRACK's own.
const (
	carrierDHL     = 100001
	carrierUPS     = 100002
	carrierFedEx   = 100003
	carrierDPD     = 100007
	carrierSF      = 100012
	carrierOnTrac  = 100049
	carrierAmazon  = 100308
	carrierYun     = 190008
	carrier4PX     = 190094
	carrierCainiao = 190271
	carrierUSPS    = 21051
)

// Bounds of the carrier codes, from the vendor's list: it runs from 1021 to
// 199999, and postal services are below 100000.
const (
	lowestCarrier  = 1000
	firstCourier   = 100_000
	highestCarrier = 999_999
)

// Where an accepted item's carrier comes from, as an answer's origin says it.
const (
	originDetected = 1 // detected, or corrected
	originVerified = 2 // the one given
	originGuess    = 3
)

// pattern is the look of a courier's numbers.
type pattern struct {
	look    *regexp.Regexp
	carrier int
	guess   bool // other couriers' numbers look so too
}

// upsNumber is the look of a number that cannot be another carrier's.
var upsNumber = regexp.MustCompile(`^1Z[0-9A-Z]{16}$`)

// patterns are tried in this order.
var patterns = []pattern{
	{upsNumber, carrierUPS, false},
	{regexp.MustCompile(`^TBA\d{12}$`), carrierAmazon, false},
	{regexp.MustCompile(`^SF\d{12,13}$`), carrierSF, false},
	{regexp.MustCompile(`^YT\d{16}$`), carrierYun, false},
	{regexp.MustCompile(`^4PX[0-9A-Z]{10,17}$`), carrier4PX, false},
	{regexp.MustCompile(`^LP\d{14}$`), carrierCainiao, false},
	{regexp.MustCompile(`^(JJD|JVGL)\d{10,18}$`), carrierDHL, false},
	{regexp.MustCompile(`^9[2-5]\d{20}$`), carrierUSPS, false},
	{regexp.MustCompile(`^[CD]\d{14}$`), carrierOnTrac, false},
	{regexp.MustCompile(`^` + magicPrefix), carrierYun, false},
	{regexp.MustCompile(`^\d{10}$`), carrierDHL, true},
	{regexp.MustCompile(`^(\d{12}|\d{15})$`), carrierFedEx, true},
	{regexp.MustCompile(`^\d{14}$`), carrierDPD, true},
}

// detect returns the carrier that a number looks like, or 0.
func detect(number string) (carrier, origin int) {
	if post := postOf(number); post != 0 {
		return post, originDetected
	}
	for _, p := range patterns {
		if !p.look.MatchString(number) {
			continue
		}
		if p.guess {
			return p.carrier, originGuess
		}
		return p.carrier, originDetected
	}
	return 0, 0
}

// resolve returns the carrier under which an item is registered, or 0. A carrier
// that was given stays, but for a UPS number, which cannot be another's. One
// that is not the item's own, as a fault moved it, counts as corrected.
func (it *item) resolve(given int) (carrier, origin int) {
	auto := it.AutoDetection == nil || *it.AutoDetection
	switch {
	case given != it.Carrier:
		return given, originDetected
	case given == 0 && !auto:
		return 0, 0
	case given == 0:
		return detect(it.number)
	case auto && given != carrierUPS && upsNumber.MatchString(it.number):
		return carrierUPS, originDetected
	default:
		return given, originVerified
	}
}

// possibleCarrier says whether a code may be a carrier's, or is 0 for none. Which
// of the possible ones the vendor knows is not checked.
func possibleCarrier(code int) bool {
	return code == 0 || code >= lowestCarrier && code <= highestCarrier
}

// postal says whether a carrier is a postal service.
func postal(carrier int) bool { return carrier < firstCourier }
