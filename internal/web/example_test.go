package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/web"
)

func ExampleListen() {
	redis, err := redisconn.StartEmbedded() // a worker has a real one
	if err != nil {
		panic(err)
	}
	defer redis.Close()
	server, err := web.Listen(context.Background(), web.Options{
		Listen: "127.0.0.1:0", Redis: redis.Client(), Accounts: []string{"main"}, Token: func() string { return "secret" },
	})
	if err != nil {
		panic(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()

	body := strings.NewReader(`[{"number":"RR123456789CN","carrier":3011},{"number":"1.2E+17"}]`)
	request, err := http.NewRequest(http.MethodPost, "http://"+server.Addr().String()+"/api/v1/numbers?queue=bulk", body)
	if err != nil {
		panic(err)
	}
	request.Header.Set("Authorization", "Bearer secret")
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	text, _ := io.ReadAll(answer.Body)
	answer.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	fmt.Println(answer.Status)
	fmt.Print(strings.ReplaceAll(string(text), `{"index"`, "\n"+`{"index"`))
	stop()
	<-ended
	// Output:
	// 202 Accepted
	// {"enqueued":1,"duplicate":0,"invalid":1,"failed":0,"account":"main","queue":"bulk","results":[
	// {"index":0,"task":"register:3011:RR123456789CN:4bd7fabdb431329e","status":"enqueued"},
	// {"index":1,"status":"invalid","field":"number","reason":"number \"1.2E+17\" was rounded by a spreadsheet: export it again with that column formatted as text"}]}
}
