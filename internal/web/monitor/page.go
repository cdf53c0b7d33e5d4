package monitor

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// page is asynqmon's own, without what it links to elsewhere, and the policy
// that lets its inline scripts run and nothing else.
type page struct {
	before, after []byte   // what stands before the nonce and after it
	scripts       []string // the sources of script-src
}

// serve answers with the page. The nonce, new each time, is for the styles that
// its scripts put in.
func (p *page) serve(w http.ResponseWriter) {
	nonce := rand.Text()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", p.policy(nonce))
	_, _ = w.Write(p.before)
	_, _ = io.WriteString(w, nonce)
	_, _ = w.Write(p.after)
}

func (p *page) policy(nonce string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' " + strings.Join(p.scripts, " "),
		"style-src 'nonce-" + nonce + "'",
		"img-src 'self'", "connect-src 'self'",
		"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
	}, "; ")
}

// The meta element by which the page's library for styles learns the nonce.
const (
	nonceBefore = `<meta property="csp-nonce" content="`
	nonceAfter  = `"/>`
)

// pageOf takes asynqmon's page and makes it one that can be served.
func pageOf(asynqmon http.Handler) (*page, error) {
	answer := &captured{header: http.Header{}}
	request, err := http.NewRequest(http.MethodGet, Path, nil)
	if err != nil {
		return nil, err
	}
	asynqmon.ServeHTTP(answer, request)
	return newPage(answer.body.Bytes())
}

// newPage reads a page token by token and leaves all of it as it is, but for
// links that lead to other hosts or that a browser follows without credentials.
func newPage(text []byte) (*page, error) {
	p := &page{}
	var out bytes.Buffer
	tokens := html.NewTokenizer(bytes.NewReader(text))
	inline := false
	for {
		kind := tokens.Next()
		raw := bytes.Clone(tokens.Raw()) // reading the token writes to it
		token := tokens.Token()
		switch {
		case kind == html.ErrorToken:
			return p.end(out.Bytes(), tokens.Err())
		case token.DataAtom == atom.Link && dropped(token):
			continue
		case kind == html.StartTagToken && token.DataAtom == atom.Script:
			inline = attribute(token, "src") == ""
		case kind == html.TextToken && inline:
			sum := sha256.Sum256(raw)
			p.scripts = append(p.scripts, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
		case kind == html.EndTagToken && token.DataAtom == atom.Script:
			inline = false
		}
		out.Write(raw)
		if token.DataAtom == atom.Head && kind == html.StartTagToken {
			p.before = bytes.Clone(append(out.Bytes(), nonceBefore...))
			out.Reset()
			out.WriteString(nonceAfter)
		}
	}
}

// end completes a page that has been read to its end.
func (p *page) end(rest []byte, err error) (*page, error) {
	switch {
	case !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("read the page: %w", err)
	case p.before == nil:
		return nil, errors.New("the page has no head")
	case len(p.scripts) == 0:
		return nil, errors.New("the page has no inline script")
	}
	p.after = bytes.Clone(rest)
	return p, nil
}

// dropped says whether a link is left out: a font of another host, and the
// manifest, which browsers fetch without the credentials that it asks for.
func dropped(link html.Token) bool {
	to, err := url.Parse(attribute(link, "href"))
	return err != nil || to.Host != "" || attribute(link, "rel") == "manifest"
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// captured keeps an answer in memory.
type captured struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (c *captured) Header() http.Header         { return c.header }
func (c *captured) Write(p []byte) (int, error) { return c.body.Write(p) }
func (c *captured) WriteHeader(status int)      { c.status = status }
