package carriers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// VendorURL is where 17TRACK publishes its whole list.
const VendorURL = "https://res.17track.net/asset/carrier/info/apicarrier.all.json"

const (
	// leastCarriers is less than a third of what the vendor's list ever had when this was written.
	leastCarriers = 1_000
	// leastKept is the share of the carriers of the list before, in percent, that a new one must
	// still have: carriers go one by one.
	leastKept = 90
	// fetchTimeout is for the whole of it.
	fetchTimeout = time.Minute
)

// Updater replaces the vendor's list where it is kept.
type Updater struct {
	Path      string            // of the list: Beside
	Transport http.RoundTripper // nil: http.DefaultTransport
}

// Update says what an update has changed.
type Update struct {
	Path     string    `json:"path"`
	Carriers int       `json:"carriers"`
	Before   int       `json:"before"` // in the list that was there; 0 for none
	Gone     []Carrier `json:"gone"`   // built in, and not in the new list
}

// Update reads the vendor's list from a file or an https address, checks it and puts it in the
// place of the one before. It is refused, and the one before stays, where it can't be read or is
// larger than 16 MiB, has fewer than 1,000 carriers, or lacks more than a tenth of those before. A
// list before that can't be read is replaced without comparing.
func (u Updater) Update(ctx context.Context, from string) (Update, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	in, err := u.open(ctx, from)
	if err != nil {
		return Update{}, err
	}
	defer in.Close()
	before := u.before()
	entries, text, err := readFrom(in)
	if err == nil {
		err = u.check(entries, before)
	}
	if err != nil {
		return Update{}, fmt.Errorf("the list of carriers from %s is not taken: %w", from, err)
	}
	done := Update{Path: u.Path, Carriers: len(entries), Before: len(before), Gone: gone(entries)}
	if err := replace(u.Path, text); err != nil {
		return Update{}, fmt.Errorf("keep the list of carriers: %w", err)
	}
	return done, nil
}

// open opens a file, or asks for an address.
func (u Updater) open(ctx context.Context, from string) (io.ReadCloser, error) {
	if !strings.Contains(from, "://") {
		file, err := os.Open(from)
		if err != nil {
			return nil, fmt.Errorf("open the list of carriers: %w", err)
		}
		return file, nil
	}
	body, err := u.fetch(ctx, from)
	if err != nil {
		return nil, fmt.Errorf("fetch the list of carriers: %w", err)
	}
	return body, nil
}

func (u Updater) fetch(ctx context.Context, address string) (io.ReadCloser, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	if err := encrypted(request, nil); err != nil {
		return nil, err
	}
	client := http.Client{Transport: u.Transport, CheckRedirect: encrypted}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	switch {
	case answer.StatusCode != http.StatusOK:
		err = fmt.Errorf("%s answered %s", address, answer.Status)
	case answer.ContentLength > mostBytes:
		err = errTooLarge
	default:
		return answer.Body, nil
	}
	_ = answer.Body.Close()
	return nil, err
}

// mostRedirects is as many as Go's own client follows.
const mostRedirects = 10

// encrypted refuses what others could change on the way: the list decides where numbers go.
func encrypted(request *http.Request, before []*http.Request) error {
	switch {
	case request.URL.Scheme != "https":
		return fmt.Errorf("%s is not encrypted: give an https address", request.URL.Redacted())
	case len(before) >= mostRedirects:
		return errors.New("it is sent from one address to the next, and to no end")
	}
	return nil
}

// check tells whether a list may take the place of the one before.
func (u Updater) check(entries, before []entry) error {
	if len(entries) < leastCarriers {
		return fmt.Errorf("it has %d carriers, and the whole list has more than %d", len(entries), leastCarriers)
	}
	codes, kept := codesOf(entries), 0
	for _, e := range before {
		if codes[e.Code] {
			kept++
		}
	}
	if kept*100 < len(before)*leastKept {
		return fmt.Errorf("it has only %d of the %d carriers that %s has: remove that file if the new list is right", kept, len(before), u.Path)
	}
	return nil
}

// before is the list that is there, nil for none that can be read.
func (u Updater) before() []entry {
	entries, err := readList(u.Path)
	if err != nil {
		return nil
	}
	return entries
}

func codesOf(entries []entry) map[int]bool {
	codes := map[int]bool{}
	for _, e := range entries {
		codes[e.Code] = true
	}
	return codes
}

// gone are the carriers that are built in and that the list has no more.
func gone(entries []entry) []Carrier {
	codes, missing := codesOf(entries), []Carrier{}
	for _, c := range BuiltIn().list {
		if !codes[c.Code] {
			missing = append(missing, c)
		}
	}
	return missing
}

// replace writes a file beside the one at path and puts it in its place, so that a reader finds
// the one or the other.
func replace(path string, text []byte) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	_, err = file.Write(text)
	err = errors.Join(err, file.Chmod(readable(path)), file.Sync(), file.Close())
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// readable are the permissions of the file at path, or those of what everybody may read.
func readable(path string) fs.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return 0o644
}
