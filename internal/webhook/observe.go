package webhook

import (
	"strings"
	"time"
)

// Post is what an observer learns of one post and its answer.
type Post struct {
	Account  string
	Outcomes int // in it
	Result   Result
	Took     time.Duration
}

// Result says how a post ended.
type Result string

// The results of a post. All but Taken are tried again.
const (
	Taken     Result = "taken"     // answered with 2xx
	Redirects Result = "redirects" // answered with 3xx, which is not followed
	Refused   Result = "refused"   // answered with 4xx
	Failed    Result = "failed"    // answered with 5xx, or a status that is none
	Timeout   Result = "timeout"   // no answer came in time
	Network   Result = "network"   // no connection, or one that broke
)

// Results are all results of a post.
func Results() []Result { return []Result{Taken, Redirects, Refused, Failed, Timeout, Network} }

// resultOf sorts a fault; nil: the post was taken.
func resultOf(f *fault) Result {
	switch {
	case f == nil:
		return Taken
	case f.kind == string(Timeout), f.kind == string(Network):
		return Result(f.kind)
	case strings.HasPrefix(f.kind, "3"):
		return Redirects
	case strings.HasPrefix(f.kind, "4"):
		return Refused
	}
	return Failed
}
