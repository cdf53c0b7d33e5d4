package main

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// bodies is what each function and method does that the package declares, and each function that a
// variable is declared with.
type bodies map[types.Object]*ast.BlockStmt

func declared(pass *analysis.Pass) bodies {
	all := bodies{}
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				all.add(pass, n.Name, n.Body)
			case *ast.AssignStmt:
				for i, name := range n.Lhs {
					if id, ok := name.(*ast.Ident); ok && len(n.Lhs) == len(n.Rhs) {
						if f, ok := n.Rhs[i].(*ast.FuncLit); ok {
							all.add(pass, id, f.Body)
						}
					}
				}
			}
			return true
		})
	}
	return all
}

func (b bodies) add(pass *analysis.Pass, name *ast.Ident, body *ast.BlockStmt) {
	if object := pass.TypesInfo.Defs[name]; object != nil && body != nil {
		b[object] = body
	}
}

// lead says whether a call is one that is looked for, or of a function of the package that makes
// one, by whatever way.
func (b bodies) lead(pass *analysis.Pass, call *ast.CallExpr, sought func(*analysis.Pass, *ast.CallExpr) bool) bool {
	if sought(pass, call) {
		return true
	}
	f := called(pass, call)
	return f != nil && b.hold(pass, f, sought, map[types.Object]bool{})
}

// hold says whether a function of the package makes a call that is looked for, itself or by way of
// others; seen are those that were looked through already.
func (b bodies) hold(pass *analysis.Pass, f types.Object, sought func(*analysis.Pass, *ast.CallExpr) bool, seen map[types.Object]bool) bool {
	body := b[f]
	if body == nil || seen[f] {
		return false
	}
	seen[f] = true
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !found {
			next := called(pass, call)
			found = sought(pass, call) || next != nil && b.hold(pass, next, sought, seen)
		}
		return !found
	})
	return found
}
