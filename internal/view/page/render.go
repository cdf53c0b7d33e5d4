package page

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
)

//go:embed templates/*.html
var templates embed.FS

// packFrom is the size from which a page is worth packing, in bytes.
const packFrom = 2 << 10

func parseTemplates(a *assets) *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"asset": func(name string) (string, error) {
			path, ok := a.names[name]
			if !ok {
				return "", fmt.Errorf("there is no asset %s", name)
			}
			return path, nil
		},
	}).ParseFS(templates, "templates/*.html"))
}

// render answers with a page, whole or not at all.
func (p *Page) render(w http.ResponseWriter, r *http.Request, status int, name string, view any) {
	var b bytes.Buffer
	if err := p.templates.ExecuteTemplate(&b, name, view); err != nil {
		p.o.Log.Error().Err(err).Str("template", name).Msg("web: a page cannot be made")
		http.Error(w, "an error of the program's own: see the worker's log", http.StatusInternalServerError)
		return
	}
	text := b.Bytes()
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "Accept, Accept-Encoding")
	if len(text) >= packFrom && takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		text = packed(text, gzip.BestSpeed)
	}
	h.Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	_, _ = w.Write(text) // what is wrong with the connection is the client's to notice
}
