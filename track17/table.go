package track17

import "time"

// entry is one row of the table of codes: what a code means for one item, and
// what it means for a whole call.
type entry struct {
	code  Code
	plain string // what happened, in a few words for people
	mend  string // what to do, where no remedy says it
	item  Rule
	call  Disposition
}

// A carrier that 17TRACK refuses (-18019911) may be back in hours or never: four
// attempts six hours apart tell the two apart within a day.
const (
	carrierAttempts = 4
	carrierDelay    = 6 * time.Hour
)

const askDashboard = "check the webhook settings in 17TRACK's dashboard"

// entries is the table: every code that 17TRACK lists or has been seen to answer.
var entries = []entry{
	{CodeSuccess, "success", "", do(Done), Done},

	{CodeIPNotWhitelisted, "this address is not on the account's whitelist", "allow it in 17TRACK's dashboard", do(Hold), Hold},
	{CodeInvalidKey, "the API key is not valid", "check the account's key", do(Hold), Hold},
	{CodeInternalError, "17TRACK failed inside", "", retry(RemedyTryLater), Again},
	{CodeAccountDisabled, "the account is disabled", "ask 17TRACK about it", do(Hold), Hold},
	{CodeUnauthorized, "the account may not do this", "check the key and the account's plan", do(Hold), Hold},

	{CodeDataMissing, "data missing", "", reject(RemedyCompleteData), Split},
	{CodeValueInvalid, "invalid value", "", reject(RemedyFixField), Split},
	{CodeFormatInvalid, "invalid format", "", reject(RemedyFixField), Split},
	{CodeSubmittedDataInvalid, "invalid data", "", reject(RemedyFixField), Split},
	{CodeTooManyNumbers, "too many numbers in one call", "", do(Again), Split},
	{CodeFieldValueInvalid, "invalid value", "", reject(RemedyFixField), Split},
	{CodeLastMileNotPostal, "final carrier not allowed for this carrier", "", reject(RemedyDropFinalCarrier), Split},
	{CodeCountryPostalRequired, "country and postal code required", "", reject(RemedyAddCountryPostal), Split},
	{CodePostalRequired, "postal code required", "", reject(RemedyAddPostalCode), Split},
	{CodePhoneRequired, "phone number required", "", reject(RemedyAddPhone), Split},
	{CodeShipDateRequired, "ship date required", "", reject(RemedyAddShipDate), Split},

	{CodeWebhookURLRequired, "webhook URL not set", askDashboard, do(Hold), Hold},
	{CodeWebhookURLInvalid, "webhook URL not valid", askDashboard, do(Hold), Hold},
	{CodeWebhookTestFailed, "webhook test failed", askDashboard, do(Hold), Hold},
	{CodeWebhookURLNotSet, "webhook URL not set", askDashboard, do(Hold), Hold},
	{CodeWebhookIPInvalid, "address format not valid", askDashboard, do(Hold), Hold},
	{CodeWebhookPushFailed, "push failed", askDashboard, do(Hold), Hold},

	{CodeAlreadyRegistered, "already registered", "", reject(RemedyUnexpected), Split},
	{CodeNotRegistered, "not registered yet", "", reject(RemedyUnexpected), Split},
	{CodeCarrierNotDetected, "carrier not detected", "", reject(RemedyAddCarrier), Split},
	{CodeRetrackNotStopped, "only a stopped number can be re-tracked", "", reject(RemedyUnexpected), Split},
	{CodeRetrackOnce, "a number can be re-tracked once only", "", reject(RemedyUnexpected), Split},
	{CodeStopNotTracking, "only a number being tracked can be stopped", "", reject(RemedyUnexpected), Split},
	{CodeDailyLimit, "the account's daily limit is reached", "raise it in 17TRACK's dashboard, or wait for the next day", do(DailyLimit), DailyLimit},
	{CodeQuotaOut, "the account's quota has run out", "buy quota at 17TRACK", do(Drained), Drained},
	{CodeNoTrackingInfo, "no tracking info yet", "", retry(RemedyTryLater), Split},
	{CodeCarrierIncorrect, "carrier code incorrect", "", reject(RemedyFixCarrier), Split},
	{CodeCarrierUnavailable, "17TRACK does not take this carrier's numbers at the moment", "", retryWithin(carrierAttempts, carrierDelay), Split},
	{CodeRealTimeUnauthorized, "the account has no real-time queries", "", retry(RemedyTryLater), Split},

	{CodeChangeAmbiguous, "registered with several carriers", "", reject(RemedyUnexpected), Split},
	{CodeChangeNewIncorrect, "new carrier code incorrect", "", reject(RemedyUnexpected), Split},
	{CodeChangeSameCarrier, "new carrier same as the present one", "", reject(RemedyUnexpected), Split},
	{CodeChangeNewMissing, "new carrier missing", "", reject(RemedyUnexpected), Split},
	{CodeChangeOldIncorrect, "not registered under the carrier given", "", reject(RemedyUnexpected), Split},
	{CodeChangeStopped, "the carrier of a stopped number cannot be changed", "", reject(RemedyUnexpected), Split},
	{CodeChangeLimit, "carrier changed too often", "", reject(RemedyUnexpected), Split},
	{CodeChangePending, "17TRACK has no result yet since the last change", "", reject(RemedyUnexpected), Split},
	{CodeChangeDuplicate, "registered with the new carrier already", "", reject(RemedyUnexpected), Split},
	{CodeChangeInfoAmbiguous, "several records match", "", reject(RemedyUnexpected), Split},
	{CodeChangeInfoInvalid, "nothing valid to change", "", reject(RemedyUnexpected), Split},
	{CodeRealTimeTimeout, "real-time query timed out", "", reject(RemedyUnexpected), Split},
	{CodeRealTimeInterface, "error at the carrier's interface", "", reject(RemedyUnexpected), Split},
	{CodeRealTimeCharge, "charge not processed", "", reject(RemedyUnexpected), Split},
	{CodeRealTimeCarrier, "carrier without real-time queries", "", reject(RemedyUnexpected), Split},
}

// family is a range of codes in which those without an entry mean the same.
type family struct {
	name        string // as people write it
	first, last Code   // both included; first is the one nearer to zero
	entry
}

// families holds what unknown codes mean; the last takes every code.
var families = []family{
	{"-180100xx", -18010000, -18010099, entry{plain: "data refused with an unknown code", item: reject(RemedyUnexpected), call: Split}},
	{"-180102xx", -18010200, -18010299, entry{plain: "unknown webhook failure", mend: askDashboard, item: do(Hold), call: Hold}},
	{"-180198xx", -18019800, -18019899, entry{plain: "unknown failure of another call", item: reject(RemedyUnexpected), call: Split}},
}

// unknown is what every other code means.
var unknown = entry{plain: "unknown code", item: retry(RemedyTryLater), call: Split}

var byCode = indexed(entries)

func indexed(rows []entry) map[Code]entry {
	index := make(map[Code]entry, len(rows))
	for _, row := range rows {
		index[row.code] = row
	}
	return index
}

// lookup returns the row for a code; known is false where the row is one of
// those for unknown codes.
func lookup(code Code) (row entry, known bool) {
	if row, known = byCode[code]; known {
		return row, true
	}
	for _, f := range families {
		if code <= f.first && code >= f.last {
			// A whole family that holds the account needs no entry to be known.
			return f.entry, f.call == Hold
		}
	}
	return unknown, false
}

// meansSomething tells whether a code found in data.errors settles what the answer
// means: it is known, or it is an HTTP status.
func meansSomething(code Code) bool {
	_, known := lookup(code)
	return known || statusIn(code) != 0
}

// ofTheCall tells whether a code is the account's or the call's failure rather
// than an item's: the table gives it a meaning of its own for a whole call.
func ofTheCall(code Code) bool {
	row, known := lookup(code)
	switch {
	case code == CodeTooManyRequests, code == CodeTooManyNumbers:
		return true
	case !known, code == CodeSuccess:
		return false
	}
	return row.call != Split
}

func do(d Disposition) Rule { return Rule{Do: d} }

func reject(remedy string) Rule {
	return Rule{Do: Reject, Outcome: outcomeRejected, Remedy: remedy}
}

func retry(remedy string) Rule {
	return Rule{Do: Retry, Outcome: outcomeExhausted, Remedy: remedy}
}

func retryWithin(limit int, delay time.Duration) Rule {
	return Rule{Do: Retry, Outcome: outcomeExhausted, Remedy: RemedyCarrierUnavailable, Limit: limit, Delay: delay}
}

// How a number ends whose verdict is Reject, or Retry with its attempts spent.
const (
	outcomeRejected  = "rejected"
	outcomeExhausted = "exhausted"
)
