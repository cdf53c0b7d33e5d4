package source

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/rows"
)

const (
	// clocksWithin is how far apart the clocks of this machine and of an SFTP server may be. Only a
	// modification time longer ago is believed, and tells that nobody writes to the file.
	clocksWithin = 24 * time.Hour
	// readsAtOnce is how much is asked for in one go: a request for each few bytes would take as
	// many ways there and back.
	readsAtOnce = 1 << 20
)

// remoteFiles are files of an SFTP server. It implements Source.
//
// Each of its methods makes a connection of its own and closes it, as nobody closes a source.
type remoteFiles struct {
	address    configs.SFTP
	keyFile    string
	knownHosts string
	follow     bool // symbolic links
	resting    *resting
	reading    rows.Options
	options    Options
	place      place
}

func newRemoteFiles(i configs.Import, reading rows.Options, o Options) (*remoteFiles, error) {
	address, err := i.Source.SFTP()
	if wrong, is := errors.AsType[*configs.Error](err); is {
		return nil, &Error{Source: "source.path", Problem: wrong.Problem, Mend: wrong.Mend}
	}
	return &remoteFiles{
		address: address, keyFile: i.Source.KeyFile, knownHosts: i.Source.KnownHosts, follow: i.Source.FollowLinks,
		resting: newResting(i.SettledAfter, clocksWithin), reading: reading, options: o,
		place: place{source: i.Source.Path},
	}, nil
}

// partName is the name of a file by its path on the server.
func (f *remoteFiles) partName(path string) string {
	if !strings.HasPrefix(path, "/") {
		path = "/~/" + path
	}
	return f.address.Root() + path
}

// pathOf is the path of a part on the server.
func (f *remoteFiles) pathOf(part Part) string {
	path := strings.TrimPrefix(part.Name, f.address.Root())
	if below, found := strings.CutPrefix(path, "/~/"); found {
		return below
	}
	return path
}

// Parts implements Source.
func (f *remoteFiles) Parts(ctx context.Context) (Listing, error) {
	var found Listing
	err := f.connected(ctx, f.place, func(s *sftpSession) (err error) {
		found, err = (&remoteListing{of: f, session: s}).all(ctx)
		return err
	})
	return found, err
}

// Open implements Source. It fetches the file again and passes over the rows that were read.
func (f *remoteFiles) Open(ctx context.Context, part Part, at Position) (Rows, error) {
	c := &content{ctx: ctx, place: f.place.of(part.Name)}
	err := f.connected(ctx, c.place, func(s *sftpSession) error { return f.fetch(ctx, s, part, c) })
	if err != nil {
		return nil, err
	}
	return c.open(f.reading, part.Name, at)
}

// fetch copies the part into a temporary file, the content's.
func (f *remoteFiles) fetch(ctx context.Context, s *sftpSession, part Part, c *content) error {
	name := f.pathOf(part)
	if err := f.unchanged(s, part); err != nil {
		return err
	}
	remote, err := s.Open(name)
	if err != nil {
		return err
	}
	defer remote.Close()
	file, size, err := f.options.fetch(ctx, c.place, bufio.NewReaderSize(remote, readsAtOnce), part.Size)
	if err != nil {
		return err
	}
	if err = f.unchanged(s, part); err == nil && size != part.Size {
		err = c.place.passing(nil, fmt.Sprintf("was cut off after %d of %d bytes", size, part.Size), "")
	}
	if err != nil {
		_ = file.Close() // the first error counts
		return err
	}
	c.file, c.size = file, size
	return nil
}

// Changed implements Source.
func (f *remoteFiles) Changed(ctx context.Context, part Part) (changed bool, err error) {
	err = f.connected(ctx, f.place.of(part.Name), func(s *sftpSession) error {
		info, err := f.stat(s, f.pathOf(part))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			changed = true
		case err != nil:
			return err
		default:
			changed = fileVersion(info) != part.Version
		}
		return nil
	})
	return changed, err
}

// unchanged returns an error when the file is no longer what was listed.
func (f *remoteFiles) unchanged(s *sftpSession, part Part) error {
	info, err := f.stat(s, f.pathOf(part))
	if err == nil && (!info.Mode().IsRegular() || fileVersion(info) != part.Version) {
		err = f.place.of(part.Name).changedFile()
	}
	return err
}

// stat looks at a file. A link that is not to be followed is an *Error.
func (f *remoteFiles) stat(s *sftpSession, name string) (fs.FileInfo, error) {
	info, err := s.Lstat(name)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return info, err
	}
	behind, err := s.Stat(name)
	if err == nil && !f.follow && !behind.IsDir() {
		return nil, f.place.of(f.partName(name)).link()
	}
	return behind, err
}

// Finish implements Source. A file that is gone was moved before, perhaps by a run that was
// killed just then. One that has changed is an Error that wraps ErrChanged, and stays.
func (f *remoteFiles) Finish(ctx context.Context, part Part) (moved bool, err error) {
	place, name := f.place.of(part.Name), f.pathOf(part)
	err = f.connected(ctx, place, func(s *sftpSession) error {
		if _, err := s.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err := f.unchanged(s, part); err != nil {
			return err
		}
		err := moveAside(s.Client, name, f.follow)
		if err == nil || s.lost() != nil {
			return err
		}
		return place.unmoved(err)
	})
	return err == nil, err
}
