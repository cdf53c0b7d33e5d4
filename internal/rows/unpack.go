package rows

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	gzipMagic = "\x1f\x8b"
	zstdMagic = "\x28\xb5\x2f\xfd"
	zipMagic  = "PK\x03\x04"
	emptyZip  = "PK\x05\x06"
)

// mostWindow is how far back packed zstd may refer, which is held in memory. More needs
// zstd --long or --ultra.
const mostWindow = 32 << 20

// ErrTooLarge is wrapped by errors about input that grows beyond Options.MostUnpacked when it is
// unpacked.
var ErrTooLarge = errors.New("larger unpacked than may be")

// packings are the endings of names of packed files.
var packings = []string{".gz", ".gzip", ".zst", ".zstd", ".zip"}

// UnpackedName returns the name that a file would have unpacked: without .gz, .zst or .zip.
func UnpackedName(name string) string {
	if end := filepath.Ext(name); slices.Contains(packings, strings.ToLower(end)) {
		return strings.TrimSuffix(name, end)
	}
	return name
}

// unpack takes gzip and zstd off the input; what is in neither stays as it is.
func (r *Reader) unpack(in *bufio.Reader, most int64) (*bufio.Reader, error) {
	if hasPrefix(in, gzipMagic) {
		from := &watched{in: in}
		content, err := gzip.NewReader(from)
		if err != nil {
			return nil, from.explain("gzip", err)
		}
		return r.unpacked(&unpacking{kind: "gzip", in: content, from: from}, most), nil
	}
	if hasPrefix(in, zstdMagic) {
		from := &watched{in: in}
		content, err := zstd.NewReader(from,
			zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(mostWindow))
		if err != nil {
			return nil, from.explain("zstd", err)
		}
		r.close = append(r.close, func() error { content.Close(); return nil })
		return r.unpacked(&unpacking{kind: "zstd", in: content, from: from}, most), nil
	}
	return in, nil
}

func (r *Reader) unpacked(content io.Reader, most int64) *bufio.Reader {
	r.packed = true
	return bufio.NewReaderSize(&bounded{in: content, left: most, most: most}, maxLine)
}

// unpacking says in words what is wrong with packed data.
type unpacking struct {
	kind string
	in   io.Reader
	from *watched
}

func (u *unpacking) Read(p []byte) (int, error) {
	n, err := u.in.Read(p)
	return n, u.from.explain(u.kind, err)
}

// watched keeps the error of the packed input, to tell it from one of the unpacking.
type watched struct {
	in  io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.in.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// explain words an error of the unpacking.
func (w *watched) explain(kind string, err error) error {
	switch {
	case err == nil || errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case w.err != nil:
		return w.err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the %s data is cut off, write or fetch the file again: %w", kind, err)
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return fmt.Errorf("the zstd data was packed with a window of more than %d MiB, pack it without --long and --ultra: %w", mostWindow>>20, err)
	default:
		return fmt.Errorf("the %s data is damaged, write or fetch the file again: %w", kind, err)
	}
}

// bounded reads no more than may be.
type bounded struct {
	in         io.Reader
	left, most int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.in.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, tooLarge(b.most)
	}
	return n, err
}

func tooLarge(most int64) error {
	return fmt.Errorf("%w: more than %d bytes, see whether the file is what it should be, and split it if it is", ErrTooLarge, most)
}
