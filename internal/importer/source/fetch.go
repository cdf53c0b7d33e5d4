package source

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/tempfile"
)

// fetch copies what comes from afar into a temporary file, ready to be read from its beginning.
// The context must be the watch's that the reading hangs on; told is the size that the server
// tells, -1 for none.
func (o Options) fetch(ctx context.Context, p place, in io.Reader, told int64) (*os.File, int64, error) {
	if told > o.MostBytes {
		return nil, 0, p.tooLarge(o.MostBytes)
	}
	file, err := tempfile.New(o.TempDir)
	if err != nil {
		return nil, 0, p.room(err)
	}
	size, err := o.copy(ctx, p, file, in)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		_ = file.Close()
		return nil, 0, err
	}
	return file, size, nil
}

func (o Options) copy(ctx context.Context, p place, to io.Writer, in io.Reader) (int64, error) {
	from := &counted{in: io.LimitReader(in, o.MostBytes+1)}
	size, err := io.Copy(to, from)
	switch {
	case from.err != nil:
		return 0, p.cutOff(ctx, from.err, size)
	case err != nil:
		return 0, p.room(err)
	case size > o.MostBytes:
		return 0, p.tooLarge(o.MostBytes)
	default:
		return size, nil
	}
}

func (p place) tooLarge(most int64) *Error {
	return p.lasting(rows.ErrTooLarge, fmt.Sprintf("is larger than %d bytes", most), "split it up")
}

// room words an error of the temporary folder.
func (p place) room(err error) *Error {
	return p.passing(err, fmt.Sprintf("cannot be kept in the temporary folder: %v", reason(err)), "see whether the folder may be written and has room")
}
