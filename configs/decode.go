package configs

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/goccy/go-yaml/ast"

	"github.com/trackreg/trackreg/internal/nearest"
)

// place is where a value was written.
type place struct {
	file     string
	line     int
	variable string
	flag     string
}

// decoder reads a YAML tree into settings. It goes on after a problem, to find them all.
type decoder struct {
	file    string
	env     lookup
	origins map[string]place
	found   Errors
	secrets bool // some are written out in the file
}

// decode reads a value of any kind into target. No value, as in "webhook:", leaves the default.
func (d *decoder) decode(path string, node ast.Node, target reflect.Value) {
	d.origins[path] = place{file: d.file, line: lineOf(node)}
	switch n := node.(type) {
	case nil, *ast.NullNode:
	case *ast.AnchorNode, *ast.AliasNode:
		d.problem(path, node, "uses an anchor or alias of YAML", "write the value out")
	case *ast.TagNode:
		d.decode(path, n.Value, target)
	case *ast.MappingNode:
		d.mapping(path, n, n.Values, target)
	case *ast.MappingValueNode:
		d.mapping(path, n, []*ast.MappingValueNode{n}, target)
	case *ast.SequenceNode:
		d.list(path, n, target)
	default:
		d.scalar(path, node, target)
	}
}

func (d *decoder) problem(path string, node ast.Node, problem, mend string) {
	d.found = append(d.found, &Error{File: d.file, Line: lineOf(node), Key: path, Problem: problem, Mend: mend})
}

func lineOf(node ast.Node) int {
	if node == nil || node.GetToken() == nil || node.GetToken().Position == nil {
		return 0
	}
	return node.GetToken().Position.Line
}

func (d *decoder) mapping(path string, node ast.Node, entries []*ast.MappingValueNode, target reflect.Value) {
	kind := target.Kind()
	if isScalar(target.Type()) || kind == reflect.Slice {
		d.problem(path, node, "is a mapping", "write "+shape(target.Type()))
		return
	}
	for _, entry := range entries {
		key, ok := keyOf(entry)
		if !ok {
			d.problem(path, entry, "has a key that is no name", "write a plain name before the colon")
			continue
		}
		d.origins[join(path, key)] = place{file: d.file, line: lineOf(entry.Key)}
		if kind == reflect.Map {
			d.element(join(path, key), key, entry.Value, target)
			continue
		}
		d.field(path, key, entry, target)
	}
}

// keyOf returns the key as it is written, without quotes.
func keyOf(entry *ast.MappingValueNode) (string, bool) {
	switch key := entry.Key.(type) {
	case *ast.StringNode:
		return key.Value, true
	case *ast.MergeKeyNode, *ast.MappingKeyNode:
		return "", false
	default:
		return key.GetToken().Value, true
	}
}

func (d *decoder) field(path, key string, entry *ast.MappingValueNode, target reflect.Value) {
	s, known := find(target.Type(), key)
	if !known {
		d.problem(join(path, key), entry.Key, "is not known", rightName(key, path, target.Type()))
		return
	}
	if _, isNull := entry.Value.(*ast.NullNode); isNull {
		return // the origin stays at the key
	}
	d.decode(join(path, key), entry.Value, target.Field(s.index))
}

// rightName suggests what an unknown key was meant to be.
func rightName(key, path string, section reflect.Type) string {
	if name := nearest.Name(key, names(section)); name != "" {
		return fmt.Sprintf("did you mean %q?", name)
	}
	root := reflect.TypeFor[Settings]()
	for _, top := range settingsOf(root) {
		inner := root.Field(top.index).Type
		if inner.Kind() != reflect.Struct || top.name == path {
			continue
		}
		if _, here := find(inner, key); here {
			return fmt.Sprintf("it belongs under %q", top.name)
		}
	}
	return fmt.Sprintf("known here are %q", names(section))
}

// element reads one entry of a map. An account keeps what is already known of it.
func (d *decoder) element(path, key string, node ast.Node, target reflect.Value) {
	value := reflect.New(target.Type().Elem()).Elem()
	if known := target.MapIndex(reflect.ValueOf(key)); known.IsValid() {
		value.Set(known)
	} else {
		value.Set(fresh(value.Type()))
	}
	if _, isNull := node.(*ast.NullNode); !isNull {
		d.decode(path, node, value)
	}
	if target.IsNil() {
		target.Set(reflect.MakeMap(target.Type()))
	}
	target.SetMapIndex(reflect.ValueOf(key), value)
}

// fresh returns a new account or import with its defaults, or the zero value of other types.
func fresh(t reflect.Type) reflect.Value {
	switch t {
	case reflect.TypeFor[Account]():
		return reflect.ValueOf(defaultAccount())
	case reflect.TypeFor[Import]():
		return reflect.ValueOf(defaultImport())
	default:
		return reflect.Zero(t)
	}
}

func (d *decoder) list(path string, node *ast.SequenceNode, target reflect.Value) {
	if target.Kind() != reflect.Slice {
		d.problem(path, node, "is a list", "write "+shape(target.Type()))
		return
	}
	all := reflect.MakeSlice(target.Type(), 0, len(node.Values))
	for i, item := range node.Values {
		value := reflect.New(target.Type().Elem()).Elem()
		value.Set(fresh(value.Type()))
		d.decode(join(path, strconv.Itoa(i)), item, value)
		all = reflect.Append(all, value)
	}
	target.Set(all)
}

func (d *decoder) scalar(path string, node ast.Node, target reflect.Value) {
	if !isScalar(target.Type()) {
		d.problem(path, node, "is a single value", "write "+shape(target.Type()))
		return
	}
	written := textOf(node)
	d.secrets = d.secrets || isWrittenSecret(written, target.Type())
	text, err := expand(written, d.env)
	if err == nil {
		err = setText(target, text)
	}
	if err != nil {
		d.problem(path, node, err.Error(), "")
	}
}

// textOf returns a scalar as it is written: a number in the place of text keeps its zeros.
func textOf(node ast.Node) string {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	default:
		return node.GetToken().Value
	}
}

// shape says how a value of the type is written.
func shape(t reflect.Type) string {
	switch {
	case isScalar(t):
		return "a single value"
	case t.Kind() == reflect.Slice:
		return "a list, each item after a dash"
	default:
		return "a mapping, each setting on a line of its own below it"
	}
}
