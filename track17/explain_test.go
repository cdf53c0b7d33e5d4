package track17

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExplain(t *testing.T) {
	op := Register()
	tests := []struct {
		scope Scope
		fault Fault
		want  string
	}{
		{Item, Fault{Code: -18010019},
			"-18010019 postal code required: add destination_postal_code"},
		{Item, Fault{Code: -18010019, Message: "The 'destination_postal_code' field is required for this tracking. Provide postal code."},
			"-18010019 postal code required: add destination_postal_code"},
		{Item, Fault{Code: -18010019, Message: "The 'param' field is required for this tracking. Provide postal code. Example: '90210'."},
			"-18010019 postal code required: add param (17TRACK: The 'param' field is required for this tracking. Provide postal code. Example: '90210'.)"},
		{Item, Fault{Code: -18010012, Message: "The format of '1234' is invalid."},
			"-18010012 invalid format: correct the number (17TRACK: The format of '1234' is invalid.)"},
		{Item, Fault{Code: -18010011, Field: "email"},
			"-18010011 invalid value: correct email"},
		{Item, Fault{Code: -18010013, Message: "Invalid submitted data."},
			"-18010013 invalid data: correct the field that 17TRACK names"},
		{Item, Fault{Code: -18019901}, "-18019901 already registered"},
		{Item, Fault{Code: -18018888, Message: "Moon phase wrong"},
			"-18018888 unknown code: try again later (17TRACK: Moon phase wrong)"},
		{Item, Fault{Code: CodeUnstated, Message: "no"}, "refused without a code: try again later (17TRACK: no)"},
		{Item, Fault{Status: 200, Err: ErrMissing}, "17TRACK's answer does not list the number: try again later"},
		{Item, Fault{Err: &ItemError{Field: "number", Problem: "must not be empty"}},
			"not sent: number must not be empty: correct the number"},
		{Call, Fault{Status: 200, Code: -18010002, Message: "Invalid security key."},
			"-18010002 the API key is not valid: check the account's key"},
		{Call, Fault{Status: 503}, "HTTP 503 17TRACK not available"},
		{Call, Fault{Status: 200, Code: 503}, "HTTP 503 17TRACK not available"},
		{Call, Fault{Status: 200, Code: 429}, "HTTP 429 more calls than 17TRACK allows"},
		{Call, Fault{Status: 429, Code: -18010002}, "HTTP 429 more calls than 17TRACK allows"},
		{Call, Fault{Status: 302}, "HTTP 302 redirected: check base_url: redirects are not followed, for they would take the key along"},
		{Call, Fault{Err: context.DeadlineExceeded}, "no answer from 17TRACK: context deadline exceeded"},
		{Call, Fault{Status: 200, Err: ErrBroken}, "unusable answer"},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, Explain(tt.fault, op.Judge(tt.scope, tt.fault)))
	}
}

func TestFieldIn(t *testing.T) {
	tests := map[string]string{
		"Please provide the data {0}.":                                   "",
		"Please provide the data number.":                                "number",
		"Please provide the data 'carrier'.":                             "carrier",
		"The value of data data[0].final_carrier is invalid.":            "final_carrier",
		"The value '12' of the field 'carrier' is invalid.":              "carrier",
		"The value 12 of the field new_thing is invalid.":                "new_thing",
		"The 'phone_number_last_4' field is required for this tracking.": "phone_number_last_4",
		"The data sent lacks the data number.":                           "number",
		"The 'zone' field is invalid.":                                   "zone",
		"The '_ref' field is invalid.":                                   "_ref",
		"The field is required.":                                         "",
		"The format of '1234' is invalid.":                               "",
		"The format of 'somewhere' is invalid.":                          "",
		"The format of 'Email' is invalid.":                              "email",
		"Invalid tracking number.":                                       "number",
		"Invalid submitted data.":                                        "",
		"The data that needs to be changed is not valid.":                "",
		"": "",
	}
	for message, want := range tests {
		require.Equal(t, want, fieldIn(message), message)
	}
}

func TestFieldOfFindsTheValueThatAMessageQuotes(t *testing.T) {
	item := newSentItem(0, `{"number":" ab-12 ","destination_postal_code":"1234","carrier":3011}`)
	require.Equal(t, "number", fieldOf("The format of 'AB-12' is invalid.", item))
	require.Equal(t, "destination_postal_code", fieldOf("The format of '1234' is invalid.", item))
	require.Equal(t, "carrier", fieldOf("The format of '3011' is invalid.", item))
	require.Equal(t, "destination_postal_code", fieldOf("It must look like '90210', not '1234'.", item))
	require.Equal(t, "", fieldOf("The format of '99' is invalid.", item))
	for range 20 { // of several, always the same
		twins := newSentItem(0, `{"number":"A1","tag":"7","order_no":"7","remark":"7"}`)
		require.Equal(t, "order_no", fieldOf("The format of '7' is invalid.", twins))
	}
}

func TestAdvice(t *testing.T) {
	for _, r := range remedies {
		require.NotEmpty(t, Advice(r.name))
	}
	require.Equal(t, Advice(RemedyUnexpected), Advice("no such remedy"))
}

func ExampleExplain() {
	op := Register()
	fault := Fault{Status: 200, Code: CodePostalRequired}
	fmt.Println(Explain(fault, op.Judge(Item, fault)))
	// Output: -18010019 postal code required: add destination_postal_code
}

func ExampleOperation_Judge() {
	op := Register()
	fmt.Println(op.Judge(Item, Fault{Status: 200, Code: CodeQuotaOut}).Do)
	fmt.Println(op.Judge(Call, Fault{Status: 503}).Do)
	fmt.Println(op.Judge(Item, Fault{Status: 200, Code: CodeCarrierNotDetected}).Remedy)
	// Output:
	// drained
	// again
	// add_carrier
}

func ExampleAdvice() {
	fmt.Println(Advice(RemedyAddShipDate))
	// Output: Add ship_date.
}
