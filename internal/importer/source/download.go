package source

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/rows"
)

// downloadKeys are the settings that open a download's door.
const downloadKeys = "source.headers"

// download is one answer of a web server. It implements Source.
type download struct {
	address string
	parsed  *url.URL
	private bool // it may be sent to private addresses
	headers http.Header
	client  *http.Client
	reading rows.Options
	options Options
	place   place
}

func newDownload(s configs.Source, reading rows.Options, o Options) (*download, error) {
	address, err := url.Parse(s.URL)
	if err != nil || address.Host == "" {
		// What the parser says would quote the address, and with it a password.
		return nil, &Error{Source: "source.url", Problem: "is no web address", Mend: "write it as https://example.com/numbers.csv"}
	}
	d := &download{address: s.URL, parsed: address, private: s.AllowPrivate, headers: http.Header{}, reading: reading, options: o}
	d.place = place{source: address.Scheme + "://" + address.Host + address.Path, secrets: secretsOf(s, address)}
	d.place.part = d.place.source
	for name, value := range s.Headers {
		d.headers.Set(name, value.Reveal())
	}
	d.client = &http.Client{Transport: o.Transport, CheckRedirect: d.redirect}
	return d, nil
}

// secretsOf are the texts that no error may show.
func secretsOf(s configs.Source, address *url.URL) []string {
	var secrets []string
	for _, value := range s.Headers {
		secrets = append(secrets, value.Reveal())
		secrets = append(secrets, strings.Fields(value.Reveal())...)
	}
	if password, given := address.User.Password(); given {
		secrets = append(secrets, password)
	}
	if address.RawQuery != "" {
		secrets = append(secrets, address.RawQuery)
	}
	return secrets
}

// mostRedirects is what browsers allow about.
const mostRedirects = 10

// redirect keeps the headers, and the address with what is in it, from other hosts, and the download
// from private addresses.
func (d *download) redirect(next *http.Request, before []*http.Request) error {
	if len(before) >= mostRedirects {
		return fmt.Errorf("it sends from one address to the next, %d times", len(before))
	}
	if err := reachOf(next.Context()).sentTo(next.URL); err != nil {
		return err
	}
	first := before[0].URL
	if next.URL.Host == first.Host && (next.URL.Scheme == first.Scheme || next.URL.Scheme == "https") {
		return nil
	}
	for name := range d.headers {
		next.Header.Del(name)
	}
	next.Header.Del("Referer")
	next.Header.Del("Authorization")
	return nil
}

// request asks for the part. The caller closes the body.
func (d *download) request(ctx context.Context, method string) (*http.Response, error) {
	reached := (&reach{own: d.parsed, anywhere: d.private}).in(ctx)
	request, err := http.NewRequestWithContext(reached, method, d.address, nil)
	if err != nil {
		return nil, d.place.lasting(nil, "is no web address", "")
	}
	// As it is: a transport that unpacks by itself would get another version than it listed.
	request.Header.Set("Accept-Encoding", "identity")
	for name, values := range d.headers {
		request.Header[name] = values
	}
	if host := d.headers.Get("Host"); host != "" {
		request.Host = host
	}
	answer, err := d.client.Do(request)
	var private *privateError
	if errors.As(err, &private) {
		return nil, d.place.lasting(private, private.Error(), "where it is right, set allow_private: true under source")
	}
	if err != nil {
		return nil, d.place.network(ctx, err)
	}
	return answer, nil
}

// Parts implements Source. Servers that do not answer HEAD are asked with GET, and what they send
// is not read.
func (d *download) Parts(ctx context.Context) (Listing, error) {
	part, err := d.look(ctx, http.MethodHead)
	if err != nil {
		part, err = d.look(ctx, http.MethodGet)
	}
	if err != nil {
		return Listing{}, err
	}
	return Listing{Parts: []Part{part}}, nil
}

func (d *download) look(ctx context.Context, method string) (Part, error) {
	answer, err := d.request(ctx, method)
	if err != nil {
		return Part{}, err
	}
	_ = answer.Body.Close()
	if err := d.place.status(answer.StatusCode, downloadKeys); err != nil {
		return Part{}, err
	}
	return Part{Name: d.place.part, Size: answer.ContentLength, Version: answerVersion(answer.Header)}, nil
}

// answerVersion tells two states of a download apart, "" when the server says nothing. A server
// that packs on the way makes the tag weak, though the content is the same.
func answerVersion(h http.Header) string {
	if tag := h.Get("ETag"); tag != "" {
		return strings.TrimPrefix(tag, "W/")
	}
	return h.Get("Last-Modified")
}

// Open implements Source. It fetches all again and passes over the rows that were read.
func (d *download) Open(ctx context.Context, part Part, at Position) (Rows, error) {
	fetching, watch := newWatch(ctx)
	defer watch.stop()
	answer, err := d.request(fetching, http.MethodGet)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if err := d.place.status(answer.StatusCode, downloadKeys); err != nil {
		return nil, err
	}
	if at.Row > 0 && part.Version != "" && answerVersion(answer.Header) != part.Version {
		return nil, d.place.changed(at.Row)
	}
	file, size, err := d.options.fetch(fetching, d.place, watch.begin(answer.Body), answer.ContentLength)
	if err != nil {
		return nil, err
	}
	return (&content{ctx: ctx, place: d.place, file: file, size: size, digests: part.Version == ""}).open(d.reading, part.Name, at)
}

// Changed implements Source.
func (d *download) Changed(ctx context.Context, part Part) (bool, error) {
	if part.Version == "" {
		return false, nil
	}
	listed, err := d.Parts(ctx)
	if err != nil {
		return false, err
	}
	return listed.Parts[0].Version != part.Version, nil
}

// Finish implements Source: a download stays where it is.
func (d *download) Finish(context.Context, Part) (moved bool, err error) { return false, nil }
