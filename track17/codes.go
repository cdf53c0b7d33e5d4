package track17

import "iter"

// Code is an error code of 17TRACK's, as it stands in an answer's body. Zero is
// success. The numbers are 17TRACK's own; what each one means to a batch or to
// one number is said by the table alone (see [Operation.Judge]).
type Code int

// The codes of 17TRACK's published error table, in its order.
const (
	CodeSuccess               Code = 0
	CodeIPNotWhitelisted      Code = -18010001
	CodeInvalidKey            Code = -18010002
	CodeInternalError         Code = -18010003
	CodeAccountDisabled       Code = -18010004
	CodeUnauthorized          Code = -18010005
	CodeDataMissing           Code = -18010010
	CodeValueInvalid          Code = -18010011
	CodeFormatInvalid         Code = -18010012
	CodeSubmittedDataInvalid  Code = -18010013
	CodeTooManyNumbers        Code = -18010014
	CodeFieldValueInvalid     Code = -18010015
	CodeLastMileNotPostal     Code = -18010016
	CodeCountryPostalRequired Code = -18010018
	CodePostalRequired        Code = -18010019
	CodePhoneRequired         Code = -18010020

	CodeWebhookURLRequired  Code = -18010201
	CodeWebhookURLInvalid   Code = -18010202
	CodeWebhookTestFailed   Code = -18010203
	CodeWebhookURLNotSet    Code = -18010204
	CodeWebhookIPInvalid    Code = -18010205
	CodeWebhookPushFailed   Code = -18010206
	CodeAlreadyRegistered   Code = -18019901
	CodeNotRegistered       Code = -18019902
	CodeCarrierNotDetected  Code = -18019903
	CodeRetrackNotStopped   Code = -18019904
	CodeRetrackOnce         Code = -18019905
	CodeStopNotTracking     Code = -18019906
	CodeDailyLimit          Code = -18019907
	CodeQuotaOut            Code = -18019908
	CodeNoTrackingInfo      Code = -18019909
	CodeCarrierIncorrect    Code = -18019910
	CodeCarrierUnavailable  Code = -18019911
	CodeChangeAmbiguous     Code = -18019801
	CodeChangeNewIncorrect  Code = -18019802
	CodeChangeSameCarrier   Code = -18019803
	CodeChangeNewMissing    Code = -18019804
	CodeChangeOldIncorrect  Code = -18019805
	CodeChangeStopped       Code = -18019806
	CodeChangeLimit         Code = -18019807
	CodeChangePending       Code = -18019808
	CodeChangeDuplicate     Code = -18019809
	CodeChangeInfoAmbiguous Code = -18019810
	CodeChangeInfoInvalid   Code = -18019811
)

// Codes that 17TRACK has been seen to answer although its table does not list
// them. Those after the ship date's belong to its real-time call.
const (
	CodeShipDateRequired     Code = -18010022
	CodeRealTimeTimeout      Code = -18019815
	CodeRealTimeInterface    Code = -18019816
	CodeRealTimeCharge       Code = -18019817
	CodeRealTimeCarrier      Code = -18019818
	CodeRealTimeUnauthorized Code = -18019912
)

// CodeTooManyRequests is HTTP's 429 where 17TRACK writes it as the `code` of a
// body, which it has been seen to do under HTTP 200.
const CodeTooManyRequests Code = 429

// CodeUnstated stands for a failure to which the answer gives no code, or one
// that is no number. 17TRACK never sends it.
const CodeUnstated Code = -1

// description is one row of 17TRACK's table: a code and the template of its message.
type description struct {
	code Code
	text string
}

// listed is the "Error Codes" table of 17TRACK's documentation, word for word;
// testdata/17track-error-codes.txt is the page it was taken from.
var listed = []description{
	{CodeSuccess, "Success"},
	{CodeIPNotWhitelisted, "IP is not in the whitelist. Set it in the dashboard."},
	{CodeInvalidKey, "Invalid security key."},
	{CodeInternalError, "Internal service error. Please try again later."},
	{CodeAccountDisabled, "Account is disabled."},
	{CodeUnauthorized, "Unauthorized access."},
	{CodeDataMissing, "Please provide the data {0}."},
	{CodeValueInvalid, "The value of data {0} is invalid."},
	{CodeFormatInvalid, "The format of data {0} is invalid."},
	{CodeSubmittedDataInvalid, "Invalid submitted data."},
	{CodeTooManyNumbers, "Tracking numbers exceed the 40 limit."},
	{CodeFieldValueInvalid, "The value {0} of the field {1} is invalid."},
	{CodeLastMileNotPostal, "Last-mile carrier can only be set for postal services."},
	{CodeCountryPostalRequired, "The '{1}' field is required for this tracking. Provide Alpha-2 country code and postal code. Example: '{0}'."},
	{CodePostalRequired, "The '{1}' field is required for this tracking. Provide postal code. Example: '{0}'."},
	{CodePhoneRequired, "The '{1}' field is required for this tracking. Provide phone number. Example: '{0}'."},
	{CodeWebhookURLRequired, "Webhook URL is required."},
	{CodeWebhookURLInvalid, "Incorrect URL format of 'Webhook'."},
	{CodeWebhookTestFailed, "Webhook test failed, HTTP status code: {0}."},
	{CodeWebhookURLNotSet, "Webhook URL not set, cannot push data."},
	{CodeWebhookIPInvalid, "Incorrect IP format."},
	{CodeWebhookPushFailed, "Push failed."},
	{CodeAlreadyRegistered, "Tracking number {0} is already registered."},
	{CodeNotRegistered, "Tracking number {0} is not registered yet. Register first."},
	{CodeCarrierNotDetected, "Carrier cannot be detected. Visit carrier info for carrier code and send as a parameter."},
	{CodeRetrackNotStopped, "Only stopped numbers can be re-tracked."},
	{CodeRetrackOnce, "Each tracking number can only be re-tracked once."},
	{CodeStopNotTracking, "Only numbers being tracked can be stopped."},
	{CodeDailyLimit, "Tracking amount exceeds daily limit."},
	{CodeQuotaOut, "Quotas have run out."},
	{CodeNoTrackingInfo, "No tracking info at the moment."},
	{CodeCarrierIncorrect, "Carrier Code {0} is incorrect."},
	{CodeCarrierUnavailable, "The tracking number of this carrier cannot be registered at the moment."},
	{CodeChangeAmbiguous, "The tracking number is registered with multiple carriers. Specify which tracking number to change the carrier code for by setting the carrier_old parameter."},
	{CodeChangeNewIncorrect, "The parameter carrier_new {0} is incorrect."},
	{CodeChangeSameCarrier, "The Carrier Code to be changed cannot be the same as the current one."},
	{CodeChangeNewMissing, "The Carrier Code to be changed must be specified to carrier_new or final_carrier_new."},
	{CodeChangeOldIncorrect, "The tracking number {1} for the specified carrier {0} is not registered, or the existing carrier parameter carrier_old is incorrect."},
	{CodeChangeStopped, "Carrier cannot be changed for stopped numbers. Retrack the number before changing the carrier."},
	{CodeChangeLimit, "The number of times for changing the carrier exceeds the limit."},
	{CodeChangePending, "The tracking result has not been returned after the latest registration or modification. Wait for the tracking result before changing it."},
	{CodeChangeDuplicate, "The registration information of the carrier with tracking number {0} already exists and cannot be changed to duplicate registration information."},
	{CodeChangeInfoAmbiguous, "Data meeting the update condition are not unique."},
	{CodeChangeInfoInvalid, "The data that needs to be changed is not valid."},
}

// unlisted says what the codes outside the table have been reported to mean;
// the words are ours, shaped like those of the listed neighbours.
var unlisted = []description{
	{CodeShipDateRequired, "The '{1}' field is required for this tracking. Provide ship date. Example: '{0}'."},
	{CodeRealTimeTimeout, "The real-time query timed out."},
	{CodeRealTimeInterface, "The carrier's interface returned an error."},
	{CodeRealTimeCharge, "The charge could not be processed."},
	{CodeRealTimeCarrier, "The carrier does not support real-time queries."},
	{CodeRealTimeUnauthorized, "The account is not authorised for real-time queries."},
}

// Descriptions yields the 44 codes of 17TRACK's error table in its order, each
// with the table's own text. The texts are templates: {0} and {1} stand for what
// an answer fills in.
func Descriptions() iter.Seq2[Code, string] { return each(listed) }

// Unlisted yields the codes that 17TRACK answers without listing them, with a
// text of ours for each, in the same form as [Descriptions].
func Unlisted() iter.Seq2[Code, string] { return each(unlisted) }

func each(rows []description) iter.Seq2[Code, string] {
	return func(yield func(Code, string) bool) {
		for _, row := range rows {
			if !yield(row.code, row.text) {
				return
			}
		}
	}
}
