// Package docs_test holds the documentation to what it describes.
package docs_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

//go:generate go run ./internal/errorsgen -o errors.md

func TestErrorsAreThoseOfTheTable(t *testing.T) {
	_, tables, found := strings.Cut(read(t, "errors.md"), "<!-- From here on: go generate ./docs -->\n\n")
	require.True(t, found, "errors.md has lost the line above its tables")
	var want bytes.Buffer
	require.NoError(t, track17.WriteTable(&want))
	require.Equal(t, want.String(), tables, "mend it with: go generate ./docs")
}

func TestEveryMagicNumberIsListed(t *testing.T) {
	page := read(t, "sandbox.md")
	for _, m := range sandbox.MagicNumbers() {
		require.Contains(t, page, fmt.Sprintf("| `%s` | %s |\n", m.Pattern, m.Does))
	}
}

func TestEveryActIsListed(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	defer server.Close()
	err := server.Script(sandbox.Fault{Act: "none"})
	require.Error(t, err)
	_, names, found := strings.Cut(err.Error(), "use one of ")
	require.True(t, found, "%v", err)
	page := read(t, "sandbox.md")
	for name := range strings.SplitSeq(names, ", ") {
		require.Regexp(t, "(?m)^\\| .*`"+name+"`.* \\|$", page)
	}
}

func TestEverySettingIsListedWithItsDefault(t *testing.T) {
	page := read(t, "settings.md")
	defaults := defaultsByPath(t)
	for _, path := range settingPaths("", reflect.TypeFor[configs.Settings]()) {
		row := regexp.MustCompile("(?m)^\\| `" + regexp.QuoteMeta(path) + "` \\|([^|]*)\\|").FindStringSubmatch(page)
		require.NotNil(t, row, "settings.md has no row for %s", path)
		if !strings.Contains(path, "[]") { // what a list holds has no default of its own
			require.Equal(t, defaults[path], strings.Trim(row[1], "` "), path)
		}
	}
}

// settingPaths are the paths of all single settings; NAME stands for an
// account's name, [] for an element of a list.
func settingPaths(path string, t reflect.Type) []string {
	switch {
	case t.Kind() == reflect.Map && t.Elem().Kind() == reflect.Struct:
		return settingPaths(path+".NAME", t.Elem())
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		return settingPaths(path+"[]", t.Elem())
	case t.Kind() != reflect.Struct || t == reflect.TypeFor[configs.DailyReset]():
		return []string{path}
	}
	var all []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if name != "-" {
			all = append(all, settingPaths(strings.TrimPrefix(path+"."+name, "."), t.Field(i).Type)...)
		}
	}
	return all
}

// defaultsByPath are the defaults as `trackreg config show` writes them.
func defaultsByPath(t *testing.T) map[string]string {
	text, err := yaml.Marshal(configs.Defaults())
	require.NoError(t, err)
	var tree map[string]any
	require.NoError(t, yaml.Unmarshal(text, &tree))
	flat := map[string]string{}
	flatten(flat, "", tree)
	return flat
}

func flatten(into map[string]string, path string, value any) {
	inner, ok := value.(map[string]any)
	if !ok {
		into[path] = fmt.Sprint(value)
		return
	}
	for name, value := range inner {
		if path == "accounts" {
			name = "NAME"
		}
		flatten(into, strings.TrimPrefix(path+"."+name, "."), value)
	}
}

func TestLinksLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`) // no colon: in this repository
	for _, page := range pages(t) {
		for _, match := range link.FindAllStringSubmatch(read(t, page), -1) {
			require.FileExists(t, filepath.Join(filepath.Dir(page), match[1]), "%s links to it", page)
		}
	}
}

func read(t *testing.T, page string) string {
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	return string(text)
}
