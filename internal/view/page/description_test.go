package page_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/view/page"
)

// TestTheDescriptionCoversEveryPath walks the page's routes, and the described paths back: each of them
// is answered by something else than that there is nothing.
func TestTheDescriptionCoversEveryPath(t *testing.T) {
	r := newRig(t, given{token: token, imports: someImports()})
	text := r.get("/api/v1/openapi.json").body
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData([]byte(text))
	require.NoError(t, err)
	require.NoError(t, doc.Validate(loader.Context))
	var described []string
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	paths := page.New(page.Options{Redis: redistest.Embedded(t)}).Paths()
	require.NotEmpty(t, paths)
	for _, path := range paths {
		if _, ok := strings.CutPrefix(path[strings.IndexByte(path, ' ')+1:], "/api/v1/"); ok {
			require.Contains(t, described, path)
		}
	}
	parameter := regexp.MustCompile(`\{[a-z]+\}`)
	for _, one := range described {
		method, path, _ := strings.Cut(one, " ")
		if path == "/api/v1/events" {
			method = http.MethodHead // the stream itself has no end
		}
		status := r.do(method, parameter.ReplaceAllString(path, "none"), "").status
		require.NotEqual(t, http.StatusMethodNotAllowed, status, one)
		if strings.HasPrefix(path, "/api/v1/") && !strings.Contains(path, "{") {
			require.NotEqual(t, http.StatusNotFound, status, one)
		}
	}
	require.True(t, slices.Contains(described, "GET /api/v1/status"))
}

// TestTheStatusIsAsDescribed holds what scripts read of the page to the description.
func TestTheStatusIsAsDescribed(t *testing.T) {
	r := newRig(t, given{token: token, imports: someImports()})
	doc, err := openapi3.NewLoader().LoadFromData([]byte(r.get("/api/v1/openapi.json").body))
	require.NoError(t, err)
	p := r.await("/api/v1/status", func(p reply) bool { return p.status == http.StatusOK })
	done := r.post("/api/v1/accounts/main/pause", nil)
	for schema, body := range map[string]string{"Status": p.body, "Done": done.body} {
		var value any
		require.NoError(t, json.Unmarshal([]byte(body), &value))
		require.NoError(t, doc.Components.Schemas[schema].Value.VisitJSON(value, openapi3.EnableJSONSchema2020()), body)
	}
}
