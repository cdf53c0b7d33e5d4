package web

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/web/problem"
)

// When to come again after Redis was away, and after it was full, which takes longer to mend.
const (
	awayAfter = 5 * time.Second
	fullAfter = 30 * time.Second
)

// unavailable is why numbers cannot be taken in now, and for how long.
type unavailable struct {
	problem.Problem
	after time.Duration
}

// whyUnavailable explains an error that is no item's own.
func whyUnavailable(err error) unavailable {
	const mend = "send the same request again after Retry-After: what is in the queue already stays one task"
	var full *fullError
	if errors.As(err, &full) {
		return unavailable{problem.Problem{Error: fmt.Sprintf("Redis is nearly full: %v", full), Mend: mend + "; and give Redis more maxmemory"}, fullAfter}
	}
	if errors.Is(err, errStopping) {
		return unavailable{problem.Problem{Error: errStopping.Error(), Mend: mend}, awayAfter}
	}
	if trouble, ok := redistrouble.Diagnose(err); ok {
		return unavailable{problem.Problem{Error: trouble.Advice, Mend: mend}, awayAfter}
	}
	return unavailable{problem.Problem{Error: "Redis did not carry the request out", Mend: mend}, awayAfter}
}

// answer is the body of an answer to a JSON request. Error and Mend are of one
// that is not 202.
type answer struct {
	*problem.Problem
	tally
	Account string   `json:"account"`
	Queue   string   `json:"queue"`
	Results []result `json:"results"`
}

// unavailableNow answers 503.
func unavailableNow(w http.ResponseWriter, err error, t *taker, results []result) {
	why := whyUnavailable(err)
	askLater(w, why.after)
	writeJSON(w, http.StatusServiceUnavailable, t.answer(&why.Problem, results))
}

// noneValid answers 422.
func noneValid(w http.ResponseWriter, t *taker, results []result) {
	p := problem.Problem{Error: "none of the items can be enqueued", Mend: "mend what each result's reason says"}
	if len(results) == 0 {
		p = problem.Problem{Error: "there is no item in the body", Mend: `send an object such as {"number":"RR123456789CN"}`}
	}
	writeJSON(w, http.StatusUnprocessableEntity, t.answer(&p, results))
}

// answer puts an answer together; p is nil for one that is 202.
func (t *taker) answer(p *problem.Problem, results []result) answer {
	if results == nil {
		results = []result{}
	}
	return answer{Problem: p, tally: t.tally, Account: t.to.account, Queue: t.to.rank, Results: results}
}
