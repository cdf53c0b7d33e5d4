package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// source is a file of Go.
type source struct {
	name string // from the repository's root
	text []byte
	fset *token.FileSet
	file *ast.File
}

func readSource(root, name string) (*source, error) {
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		return nil, fmt.Errorf("reading what was mutated: %w", err)
	}
	return parseSource(name, text)
}

func parseSource(name string, text []byte) (*source, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("parsing what was mutated: %w", err)
	}
	return &source{name: name, text: text, fset: fset, file: file}, nil
}

// mutant places a finding.
func (s *source) mutant(f finding) (mutant, error) {
	file := s.fset.File(s.file.Pos())
	if f.line < 1 || f.line > file.LineCount() {
		return mutant{}, fmt.Errorf("%s has no line %d", s.name, f.line)
	}
	pos := file.LineStart(f.line) + token.Pos(f.column-1)
	offset := file.Offset(pos)
	operator := operatorAt(s.text[offset:])
	return mutant{
		site: site{
			file:     s.name,
			function: s.function(pos),
			kind:     f.kind,
			line:     s.marked(offset, operator),
		},
		status: f.status, lineNo: f.line, offset: offset, operator: operator,
		blind: s.blind(pos),
	}, nil
}

// operatorAt returns the token that text begins with.
func operatorAt(text []byte) string {
	var scan scanner.Scanner
	fset := token.NewFileSet()
	scan.Init(fset.AddFile("", -1, len(text)), text, nil, 0)
	_, tok, _ := scan.Scan()
	return tok.String()
}

// marked returns the line around offset with the operator there marked.
func (s *source) marked(offset int, operator string) string {
	text := string(s.text)
	begin := strings.LastIndexByte(text[:offset], '\n') + 1
	rest, _, _ := strings.Cut(text[offset+len(operator):], "\n")
	return strings.TrimSpace(text[begin:offset] + "«" + operator + "»" + rest)
}

// function names the function around pos, with its receiver's type.
func (s *source) function(pos token.Pos) string {
	f := s.around(pos)
	if f == nil {
		return ""
	}
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	return receiver(f.Recv.List[0].Type) + "." + f.Name.Name
}

func receiver(expr ast.Expr) string {
	switch t := expr.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

func (s *source) around(pos token.Pos) *ast.FuncDecl {
	for _, decl := range s.file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Pos() <= pos && pos < f.End() {
			return f
		}
	}
	return nil
}

// blind tells whether go's coverage counts no block at pos: it has none for the conditions of a
// switch's cases, nor for what is declared outside of functions.
func (s *source) blind(pos token.Pos) bool {
	if s.around(pos) == nil {
		return true
	}
	found := false
	ast.Inspect(s.file, func(n ast.Node) bool {
		if c, ok := n.(*ast.CaseClause); ok {
			for _, condition := range c.List {
				found = found || condition.Pos() <= pos && pos < condition.End()
			}
		}
		return !found
	})
	return found
}
