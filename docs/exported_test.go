package docs_test

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write testdata/exported.txt anew")

// TestExportedNamesAreMeant lists what programs of others can build on, so that one more is a
// decision and one less does not pass unseen.
func TestExportedNamesAreMeant(t *testing.T) {
	var list strings.Builder
	for _, room := range []string{"batching", "configs", "queue", "track17", "track17/sandbox", "worker"} {
		list.WriteString(room + "\n")
		for _, name := range exported(t, filepath.Join("..", room)) {
			list.WriteString("\t" + name + "\n")
		}
	}
	golden := filepath.Join("testdata", "exported.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(list.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), list.String(), "if it is meant: go test ./docs -run ExportedNames -update")
}

// exported returns the exported names of a package, sorted: its declarations, the methods of its
// types and the fields of its structs.
func exported(t *testing.T, dir string) []string {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	var names []string
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			names = append(names, namesOf(decl)...)
		}
	}
	require.NotEmpty(t, names, dir)
	names = slices.DeleteFunc(names, func(name string) bool {
		return slices.ContainsFunc(strings.Split(name, "."), func(part string) bool { return !ast.IsExported(part) })
	})
	slices.Sort(names)
	return names
}

func namesOf(decl ast.Decl) []string {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			return []string{d.Name.Name}
		}
		return []string{typeName(d.Recv.List[0].Type) + "." + d.Name.Name}
	case *ast.GenDecl:
		var names []string
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.ValueSpec:
				for _, name := range s.Names {
					names = append(names, name.Name)
				}
			case *ast.TypeSpec:
				names = append(names, s.Name.Name)
				for _, member := range membersOf(s.Type) {
					names = append(names, s.Name.Name+"."+member)
				}
			}
		}
		return names
	}
	return nil
}

// membersOf returns the names of a struct's fields or an interface's methods.
func membersOf(of ast.Expr) []string {
	var fields *ast.FieldList
	switch of := of.(type) {
	case *ast.StructType:
		fields = of.Fields
	case *ast.InterfaceType:
		fields = of.Methods
	default:
		return nil
	}
	var names []string
	for _, field := range fields.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
		if len(field.Names) == 0 { // embedded
			names = append(names, typeName(field.Type))
		}
	}
	return names
}

// typeName returns the name of a type without what it points to, its package and its parameters.
func typeName(of ast.Expr) string {
	switch of := of.(type) {
	case *ast.Ident:
		return of.Name
	case *ast.StarExpr:
		return typeName(of.X)
	case *ast.SelectorExpr:
		return of.Sel.Name
	case *ast.IndexExpr:
		return typeName(of.X)
	case *ast.IndexListExpr:
		return typeName(of.X)
	}
	return ""
}
