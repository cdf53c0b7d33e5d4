package problem_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/trackreg/trackreg/internal/web/problem"
)

func ExampleProblem_Write() {
	w := httptest.NewRecorder()
	problem.Problem{Error: "there is no account \"shop\"", Mend: "name one of the worker's settings"}.Write(w, http.StatusNotFound)
	fmt.Println(w.Code, w.Header().Get("Content-Type"))
	fmt.Print(w.Body)
	// Output:
	// 404 application/json
	// {"error":"there is no account \"shop\"","mend":"name one of the worker's settings"}
}
