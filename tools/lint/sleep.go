package main

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// bubbled is the directive of a function that is called in a testing/synctest bubble alone, or
// whose sleep is a measurement's: what stands behind it says why.
const bubbled = "//trackreg:sleeps"

// Sleep reports every time.Sleep on the wall clock: outside a function given to synctest.Test,
// and outside benchmarks.
var Sleep = &analysis.Analyzer{
	Name: "sleep",
	Doc:  "reports time.Sleep outside a synctest bubble or a benchmark",
	Run: func(pass *analysis.Pass) (any, error) {
		bodies := declared(pass)
		for _, file := range pass.Files {
			inspectWithPath(file, func(n ast.Node, path []ast.Node) {
				call, ok := n.(*ast.CallExpr)
				if ok && isFunc(pass, call, "time", "Sleep") && !maySleep(pass, path, bodies) {
					pass.Reportf(call.Pos(), "time.Sleep on the wall clock: wait for the thing itself, in a synctest bubble or on an injected clock; "+
						"or say why it sleeps behind %s above the function", bubbled)
				}
			})
		}
		return nil, nil
	},
}

// maySleep says whether one of the functions around a call is a bubble's or a benchmark.
func maySleep(pass *analysis.Pass, path []ast.Node, bodies bodies) bool {
	for i, n := range path {
		switch n := n.(type) {
		case *ast.FuncLit:
			if call, ok := path[max(0, i-1)].(*ast.CallExpr); ok && bodies.lead(pass, call, bubbles) {
				return true
			}
		case *ast.FuncDecl:
			if strings.HasPrefix(n.Name.Name, "Benchmark") || saysWhy(n.Doc) {
				return true
			}
		}
	}
	return false
}

// bubbles says whether a call runs what it is given in a bubble of virtual time.
func bubbles(pass *analysis.Pass, call *ast.CallExpr) bool {
	return isFunc(pass, call, "testing/synctest", "Test")
}

// saysWhy says whether a function's comment has the directive with a reason.
func saysWhy(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool {
		why, ok := strings.CutPrefix(c.Text, bubbled)
		return ok && strings.TrimSpace(why) != ""
	})
}

// inspectWithPath calls visit for each node with the nodes around it, the outermost first.
func inspectWithPath(file *ast.File, visit func(n ast.Node, path []ast.Node)) {
	var path []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			path = path[:len(path)-1]
			return true
		}
		visit(n, path)
		path = append(path, n)
		return true
	})
}

// isFunc says whether a call is of a package's function.
func isFunc(pass *analysis.Pass, call *ast.CallExpr, pkg, name string) bool {
	f := called(pass, call)
	return f != nil && f.Name() == name && f.Pkg() != nil && f.Pkg().Path() == pkg
}

// called is the function, method or variable that a call names, nil where it names none.
func called(pass *analysis.Pass, call *ast.CallExpr) types.Object {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return pass.TypesInfo.Uses[fun]
	case *ast.SelectorExpr:
		return pass.TypesInfo.Uses[fun.Sel]
	}
	return nil
}
