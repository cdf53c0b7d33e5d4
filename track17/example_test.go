package track17_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/trackreg/trackreg/track17"
)

func Example() {
	vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"code":0,"data":{"accepted":[{"number":"RR123456789CN","carrier":3011,"origin":1}],
			"rejected":[{"number":"PC-77","error":{"code":-18010019,"message":""}}]}}`)
	}))
	defer vendor.Close()

	client := track17.NewClient(track17.Options{BaseURL: vendor.URL, Key: func() string { return "KEY-OF-MAIN" }})
	defer client.CloseIdleConnections()
	register := track17.Register()
	answer := client.Do(context.Background(), register, []track17.CallItem{
		{Number: "RR123456789CN", Body: json.RawMessage(`{"number":"RR123456789CN"}`)},
		{Number: "PC-77", Carrier: 100001, Body: json.RawMessage(`{"number":"PC-77","carrier":100001}`)},
	})
	if answer.Fault != nil {
		fmt.Println(register.Judge(track17.Call, *answer.Fault).Do)
		return
	}
	for _, item := range answer.Items {
		if item.Accepted {
			fmt.Println(register.Done, "under carrier", item.Carrier)
			continue
		}
		rule := register.Judge(track17.Item, *item.Fault)
		fmt.Println(rule.Outcome, track17.Explain(*item.Fault, rule))
	}
	// Output:
	// registered under carrier 3011
	// rejected -18010019 postal code required: add destination_postal_code
}
