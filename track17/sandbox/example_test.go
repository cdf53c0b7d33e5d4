package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// post makes a call and returns its status and body.
func post(url, body string) string {
	request, err := http.NewRequest(http.MethodPost, url+"/track/v2.4/register", strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	request.Header.Set("17token", "demo")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d %s", response.StatusCode, text)
}

func Example() {
	vendor := sandbox.New(sandbox.Options{})
	server := httptest.NewServer(vendor)
	defer server.Close()

	fmt.Println(post(server.URL, `[{"number":"RR123456789CN"}]`))
	fmt.Println(post(server.URL, `[{"number":"SBX18010019-1"}]`))

	sums := vendor.Summary("demo")
	fmt.Println(sums.Calls, "calls,", sums.Units, "unit")
	// Output:
	// 200 {"code":0,"data":{"accepted":[{"origin":1,"number":"RR123456789CN","carrier":3011}],"rejected":[]}}
	// 200 {"code":0,"data":{"accepted":[],"rejected":[{"number":"SBX18010019-1","carrier":0,"error":{"code":-18010019,"message":"The 'destination_postal_code' field is required for this tracking. Provide postal code. Example: '44121'."}}]}}
	// 2 calls, 1 unit
}

// A program that calls 17TRACK is tested against the sandbox as against any httptest server.
func Example_testing() {
	vendor := sandbox.New(sandbox.Options{})
	server := httptest.NewServer(vendor)
	defer server.Close()

	client := track17.NewClient(track17.Options{BaseURL: server.URL + "/track/v2.4", Key: func() string { return "demo" }})
	defer client.CloseIdleConnections()
	register := func() track17.Answer {
		return client.Do(context.Background(), track17.Register(), []track17.CallItem{{Number: "RR123456789CN", Body: json.RawMessage(`{"number":"RR123456789CN"}`)}})
	}
	_ = vendor.Script(sandbox.Fault{Act: sandbox.Fail, Status: 503, Times: 1})
	fmt.Println(register().Fault.Status)
	fmt.Println(register().Items[0].Accepted)

	for kept := range vendor.Registrations("demo", "RR123456789CN") {
		fmt.Println(kept.Number, "under carrier", kept.Carrier)
	}
	// Output:
	// 503
	// true
	// RR123456789CN under carrier 3011
}

func ExampleServer_Script() {
	vendor := sandbox.New(sandbox.Options{})
	server := httptest.NewServer(vendor)
	defer server.Close()

	err := vendor.Script(sandbox.Fault{Act: sandbox.Fail, Status: 503, Times: 1})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Print(post(server.URL, `[{"number":"RR123456789CN"}]`))
	fmt.Println(post(server.URL, `[{"number":"RR123456789CN"}]`)[:3])
	// Output:
	// 503 Service Unavailable
	// 200
}

func ExampleMagicNumbers() {
	for _, magic := range sandbox.MagicNumbers()[:2] {
		fmt.Println(magic.Example, "-", magic.Does)
	}
	// Output:
	// SBX18010019-1 - the item is rejected with that code
	// SBXCALL18010019-1 - every call that holds the number fails with that code, in code and data.errors
}
