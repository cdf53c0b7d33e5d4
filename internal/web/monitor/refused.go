package monitor

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/trackreg/trackreg/internal/web/problem"
)

const (
	// apiPath is where the page asks, below Path.
	apiPath = "/api/"
	// tasksMost bounds the tasks of one list; the page asks for a hundred at most.
	tasksMost = 1000
	// bodyMost bounds a body, in bytes: the ids of a page of tasks, and far fewer than an archive keeps.
	bodyMost = 64 << 10
)

// refusal is why a request never comes to asynqmon.
type refusal struct {
	problem.Problem
	status int
}

// refuse returns why a request is refused, nil if it is not.
func refuse(r *http.Request, path string, readOnly bool) *refusal {
	isAPI := strings.HasPrefix(path, apiPath)
	switch {
	case looks(r) && isAPI:
		return refuseSize(r)
	case looks(r):
		return nil
	case !isAPI:
		return &refusal{problem.Problem{Error: r.Method + " is not done here", Mend: "use GET"}, http.StatusMethodNotAllowed}
	case strings.HasSuffix(path, ":archive_all"):
		return &refusal{problem.Problem{
			Error: "archive all is refused: an archive keeps 10,000 tasks, and of more than that asynq leaves tasks behind which nobody can run or delete",
			Mend:  "delete them, archive a page of them, or pause the queue; a number that failed for good is in the failures already",
		}, http.StatusForbidden}
	case r.Method == http.MethodDelete && isQueue(path):
		return &refusal{problem.Problem{
			Error: "the deletion of a queue is refused: asynq's tools would not see what is enqueued to it later by a client that runs already",
			Mend:  "leave it empty, it costs nothing; to stop work on it, pause it",
		}, http.StatusForbidden}
	case readOnly:
		return &refusal{problem.Problem{
			Error: "nothing is changed here without a token that may", Mend: "give the worker a token (http.token, http.token_file or TRACKREG_HTTP_TOKEN)",
		}, http.StatusForbidden}
	case r.ContentLength > bodyMost:
		return &refusal{problem.Problem{
			Error: fmt.Sprintf("the body is larger than %d bytes", bodyMost), Mend: "name fewer tasks at once: a page of them",
		}, http.StatusRequestEntityTooLarge}
	}
	return nil
}

// looks says whether a request changes nothing.
func looks(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// isQueue says whether the path is a queue as a whole.
func isQueue(path string) bool {
	name, ok := strings.CutPrefix(path, apiPath+"queues/")
	return ok && !strings.Contains(name, "/")
}

// refuseSize keeps a list to what a person reads: asynqmon would take a whole
// queue into memory, of which a size of 0 or less is one more name.
func refuseSize(r *http.Request) *refusal {
	given := r.URL.Query().Get("size")
	n, err := strconv.Atoi(given)
	if err != nil || 1 <= n && n <= tasksMost {
		return nil // asynqmon passes over what is no number
	}
	return &refusal{problem.Problem{
		Error: fmt.Sprintf("a list of %d tasks is not served", n), Mend: fmt.Sprintf("ask for 1 to %d, page by page", tasksMost),
	}, http.StatusBadRequest}
}
