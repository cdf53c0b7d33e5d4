package main

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// testify is where Eventually and the assertions come from.
const testify = "github.com/stretchr/testify/"

// Ended reports an assertion in the condition of testify's Eventually or Never: the condition runs
// in a goroutine that can outlive the test, and require ends that goroutine instead of the test.
// EventuallyWithT hands its condition a collector, on which one may assert. An assertion counts
// wherever the condition reaches it, by way of the package's own functions too.
var Ended = &analysis.Analyzer{
	Name: "ended",
	Doc:  "reports assertions on a test within Eventually and Never",
	Run: func(pass *analysis.Pass) (any, error) {
		bodies := declared(pass)
		for _, file := range pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if ok && polls(called(pass, call)) {
					for _, arg := range call.Args {
						reportAssertions(pass, arg, bodies)
					}
				}
				return true
			})
		}
		return nil, nil
	},
}

// polls says whether a function runs a condition in a goroutine of its own.
func polls(f types.Object) bool {
	if f == nil || f.Pkg() == nil || !strings.HasPrefix(f.Pkg().Path(), testify) {
		return false
	}
	return strings.HasPrefix(f.Name(), "Eventually") || strings.HasPrefix(f.Name(), "Never")
}

// reportAssertions reports each call in a condition that asserts, or leads to one that does.
func reportAssertions(pass *analysis.Pass, condition ast.Expr, bodies bodies) {
	ast.Inspect(condition, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if asserts(pass, n) {
				pass.Reportf(n.Pos(), "an assertion on the test within Eventually, which it may outlive: return a bool, or assert on EventuallyWithT's collector")
			}
		case *ast.Ident: // a function, called or given
			if f := pass.TypesInfo.Uses[n]; f != nil && bodies.hold(pass, f, asserts, map[types.Object]bool{}) {
				pass.Reportf(n.Pos(), "%s asserts on the test within Eventually, which it may outlive: return a bool, or assert on EventuallyWithT's collector", n.Name)
			}
		}
		return true
	})
}

// asserts says whether a call is an assertion on a test.
func asserts(pass *analysis.Pass, call *ast.CallExpr) bool {
	f := called(pass, call)
	switch {
	case f == nil || f.Pkg() == nil:
		return false
	case f.Pkg().Path() == "testing":
		return hasAnyPrefix(f.Name(), "Fatal", "Error", "Fail", "Skip")
	case strings.HasPrefix(f.Pkg().Path(), testify):
		return len(call.Args) > 0 && onTest(pass.TypesInfo.TypeOf(call.Args[0]))
	}
	return false
}

// onTest says whether what an assertion is made on is a test. EventuallyWithT's collector is none,
// nor is an interface by which a function takes either.
func onTest(what types.Type) bool {
	name := strings.TrimPrefix(types.TypeString(what, nil), "*")
	return strings.HasPrefix(name, "testing.")
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}
