package configs

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxFile is far more than any settings file needs; it keeps a wrong path from filling memory.
const maxFile = 1 << 20

// readFile reads at most maxFile bytes.
func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%s is larger than 1 MiB: it is no settings file", path)
	}
	return text, nil
}

// apply reads YAML over the settings.
func (d *decoder) apply(text []byte, settings *Settings) {
	if problem, line := boundedBy(text); problem != "" {
		d.found = append(d.found, &Error{File: d.file, Line: line, Problem: problem, Mend: "see that it is the settings file"})
		return
	}
	tree, err := parser.ParseBytes(text, 0)
	if err != nil {
		d.found = append(d.found, d.syntax(err))
		return
	}
	body := d.body(tree)
	switch body.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return // an empty file
	}
	d.takeAccounts(settings, func() { d.decode("", body, reflect.ValueOf(settings).Elem()) })
}

// takeAccounts lets the file's accounts replace the default one: with accounts of its own and no
// main among them, there is no main.
func (d *decoder) takeAccounts(settings *Settings, decode func()) {
	defaults := settings.Accounts
	settings.Accounts = map[string]Account{}
	decode()
	if len(settings.Accounts) == 0 {
		settings.Accounts = defaults
	}
}

// body returns the one document of the file.
func (d *decoder) body(tree *ast.File) ast.Node {
	var body ast.Node
	for _, doc := range tree.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			d.problem("", doc.Body, "the file has a second YAML document", "keep the settings in one")
			break
		}
		body = doc.Body
	}
	return body
}

// syntax words an error of the YAML parser without the lines of the file, which hold secrets.
func (d *decoder) syntax(err error) *Error {
	var typed yaml.Error
	if !errors.As(err, &typed) {
		return &Error{File: d.file, Problem: "is no YAML: " + err.Error()}
	}
	e := &Error{File: d.file, Problem: "is no YAML: " + typed.GetMessage()}
	if token := typed.GetToken(); token != nil && token.Position != nil {
		e.Line = token.Position.Line
	}
	return e
}
