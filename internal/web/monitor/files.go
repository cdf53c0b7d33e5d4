package monitor

import (
	"mime"
	"net/http"
	"path"
	"strings"
)

// fileWriter passes on the files that asynqmon serves, with the type that their
// name tells: browsers that are told not to guess draw no picture that comes as
// text. What is no file is the page, of which there is one with many addresses;
// it is held back for page to serve.
type fileWriter struct {
	http.ResponseWriter
	path   string
	begun  bool
	isPage bool
}

// Write looks at the first bytes of an answer. asynqmon gives each file and each
// error a type, and the page none.
func (f *fileWriter) Write(p []byte) (int, error) {
	if !f.begun {
		f.begun = true
		f.begin()
	}
	if f.isPage {
		return len(p), nil
	}
	return f.ResponseWriter.Write(p)
}

// WriteHeader begins an error.
func (f *fileWriter) WriteHeader(status int) {
	f.begun = true
	f.ResponseWriter.WriteHeader(status)
}

func (f *fileWriter) begin() {
	h := f.Header()
	if h.Get("Content-Type") == "" {
		f.isPage = true
		return
	}
	if known := mime.TypeByExtension(path.Ext(f.path)); known != "" {
		h.Set("Content-Type", known)
	}
	if strings.HasPrefix(f.path, "/static/") { // their names change with what they hold
		h.Set("Cache-Control", "private, max-age=31536000, immutable")
	}
}
