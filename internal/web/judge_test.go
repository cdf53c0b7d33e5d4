package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/require"
)

// judge holds requests and answers to the OpenAPI document that the server serves.
type judge struct {
	doc    *openapi3.T
	router routers.Router
}

func newJudge(t *testing.T, text []byte) *judge {
	t.Helper()
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(text)
	require.NoError(t, err)
	require.NoError(t, doc.Validate(loader.Context))
	require.Equal(t, "3.1.0", doc.OpenAPI)
	router, err := legacy.NewRouter(doc)
	require.NoError(t, err)
	return &judge{doc, router}
}

// input is the request as the judge's library takes it. The server is at "/".
func (j *judge) input(t *testing.T, r *http.Request, body []byte) *openapi3filter.RequestValidationInput {
	t.Helper()
	again := r.Clone(context.Background())
	again.URL.Host, again.URL.Scheme = "", ""
	again.Body = io.NopCloser(bytes.NewReader(body))
	route, params, err := j.router.FindRoute(again)
	require.NoError(t, err, "%s %s is not described", r.Method, r.URL)
	return &openapi3filter.RequestValidationInput{
		Request: again, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			IncludeResponseStatus: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, SkipSettingDefaults: true,
		},
	}
}

// answer requires the answer to be as described.
func (j *judge) answer(t *testing.T, r *http.Request, sent []byte, status int, header http.Header, body []byte) {
	t.Helper()
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: j.input(t, r, sent), Status: status, Header: header,
		Body: io.NopCloser(bytes.NewReader(body)), Options: j.input(t, r, sent).Options,
	})
	require.NoError(t, err, "%d %s", status, body)
	if header.Get("Content-Type") == "application/x-ndjson" {
		for line := range bytes.Lines(body) {
			j.line(t, line)
		}
	}
}

// line requires a line of an NDJSON answer to be a Result or a Problem.
func (j *judge) line(t *testing.T, line []byte) {
	t.Helper()
	schema := "Result"
	if strings.Contains(string(line), `"mend"`) {
		schema = "Problem"
	}
	j.fits(t, schema, line)
}

// fits requires a JSON text to fit a schema of the document.
func (j *judge) fits(t *testing.T, schema string, text []byte) {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal(text, &value))
	require.NoError(t, j.doc.Components.Schemas[schema].Value.VisitJSON(value, openapi3.EnableJSONSchema2020()), "%s", text)
}

func init() {
	plain := func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
		text, err := io.ReadAll(body)
		return string(text), err
	}
	openapi3filter.RegisterBodyDecoder("application/x-ndjson", plain)
}
