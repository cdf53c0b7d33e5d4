package web

import (
	"net/http"

	"github.com/trackreg/trackreg/configs"
)

// anyRight is needed where whoever is known at all may ask.
const anyRight configs.Right = ""

// need is the right that a path takes to look, and the one to change something. What shows or
// changes all accounts is kept from tokens that are for some.
type need struct {
	path                 string
	look, change         configs.Right
	showsAll, changesAll bool
}

// needed is the one table of what may be done with which right. What is not in it is read with
// read, and changed with admin of all accounts. Of an account's own, the handler asks in addition
// whether the account is one of the caller's.
func needed() []need {
	return []need{
		{path: "/", look: configs.MayRead, change: configs.MayAdmin, changesAll: true},
		{path: "/api/v1/openapi.json", look: anyRight, change: configs.MayAdmin, changesAll: true},
		{path: "/api/v1/numbers", look: anyRight, change: configs.MayIntake}, // no method looks here
		{path: "/api/v1/files", look: anyRight, change: configs.MayIntake},   // nor here: a dry run sends a file, too
		{path: "/api/v1/failures/retry", look: configs.MayRead, change: configs.MayAct},
		{path: "/api/v1/failures/drop", look: configs.MayRead, change: configs.MayAct},
		{path: "/api/v1/failures/mend", look: configs.MayRead, change: configs.MayAct},
		{path: "/api/v1/accounts/{account}/pause", look: configs.MayRead, change: configs.MayAct},
		{path: "/api/v1/accounts/{account}/resume", look: configs.MayRead, change: configs.MayAct},
		{path: "/api/v1/accounts/{account}/quota", look: configs.MayRead, change: configs.MayAct},
		{path: "/api/v1/accounts/{account}/webhook", look: configs.MayRead, change: configs.MayAct},
		{path: "/api/v1/imports/{import}/run", look: configs.MayRead, change: configs.MayAct},
		{path: "/api/v1/imports/{import}/cancel", look: configs.MayRead, change: configs.MayAct},
		{path: "/asynqmon/", look: configs.MayRead, change: configs.MayAdmin, showsAll: true, changesAll: true},
	}
}

// needs looks a request up in the table, by the rules by which its handler is found.
type needs struct {
	paths *http.ServeMux
	all   map[string]need
}

func newNeeds() *needs {
	n := &needs{paths: http.NewServeMux(), all: map[string]need{}}
	for _, one := range needed() {
		n.paths.Handle(one.path, http.NotFoundHandler()) // it is looked up and never called
		n.all[one.path] = one
	}
	return n
}

// of returns the right that the request takes, and whether it is about all accounts.
func (n *needs) of(r *http.Request) (right configs.Right, whole bool) {
	_, path := n.paths.Handler(r)
	one, known := n.all[path]
	switch {
	case !known:
		return configs.MayAdmin, true
	case changes(r.Method):
		return one.change, one.changesAll
	}
	return one.look, one.showsAll
}

func changes(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}
