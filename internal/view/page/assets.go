package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed assets/page.css assets/page.js assets/chart.js assets/morph.js assets/time.js assets/file.js assets/icon.svg
//go:embed assets/uplot/uPlot.iife.min.js assets/uplot/uPlot.min.css
var embedded embed.FS

// assets are the files that pages load. A file's name holds a hash of what is in
// it, so that browsers may keep it for ever.
type assets struct {
	names  map[string]string // by the name that templates use
	served map[string]asset  // by the last part of the path
}

// asset is one file, packed and not.
type asset struct {
	media        string
	plain, small []byte
}

func newAssets() *assets {
	a := &assets{names: map[string]string{}, served: map[string]asset{}}
	err := fs.WalkDir(embedded, "assets", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := embedded.ReadFile(file)
		if err != nil {
			return err
		}
		a.add(path.Base(file), text)
		return nil
	})
	if err != nil {
		panic(err) // what is embedded can be read
	}
	return a
}

func (a *assets) add(name string, text []byte) {
	sum := sha256.Sum256(text)
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:6]) + ext
	a.names[name] = "/assets/" + hashed
	a.served[hashed] = asset{media: mime.TypeByExtension(ext), plain: text, small: packed(text, gzip.BestCompression)}
}

// packed is text in gzip.
func packed(text []byte, level int) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		panic(err) // no level that there is not
	}
	_, _ = w.Write(text)
	_ = w.Close()
	return b.Bytes()
}

// takesGzip says whether the client can unpack it.
func takesGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.TrimSpace(name) == "gzip" && strings.ReplaceAll(weight, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

// asset serves one file.
func (p *Page) asset(w http.ResponseWriter, r *http.Request) *refusal {
	a, ok := p.assets.served[r.PathValue("name")]
	if !ok {
		return refuse(http.StatusNotFound, "load the page again: a newer version may be running", "there is no such file")
	}
	h := w.Header()
	h.Set("Content-Type", a.media)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Add("Vary", "Accept-Encoding")
	text := a.plain
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		text = a.small
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(text))
	return nil
}
