// Package smallfile reads the small files that settings name: keys, tokens, passwords, certificates.
// What hangs, as a dead network disk or a pipe that nobody writes to, holds up its reader for a
// bounded time, and what is large fills no memory.
package smallfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

// Most is the most that such a file may hold, in bytes: a bundle of certificates, with plenty to spare.
const Most = 1 << 20

// Patience is how long a reader waits that cannot do without.
const Patience = 5 * time.Second

var (
	// ErrSlow says that a file could not be read in time.
	ErrSlow = errors.New("it cannot be read in time: see the disk, or who writes to the pipe")
	// ErrLarge says that a file holds more than [Most].
	ErrLarge = fmt.Errorf("it is larger than %d bytes", Most)
)

// File is a file that is read again and again, by any goroutine.
type File struct {
	path string
	read func(path string) ([]byte, error)
	slot chan struct{} // of the one read under way
	late atomic.Bool   // that nobody waits for any more
}

// New names a file. It is not looked at.
func New(path string) *File {
	return &File{path: path, read: read, slot: make(chan struct{}, 1)}
}

// Read reads a file once, with [Patience].
func Read(path string) ([]byte, error) { return New(path).Read(Patience) }

// Path is where the file lies.
func (f *File) Path() string { return f.path }

// Read returns what the file holds now. The error names the file; it wraps [ErrSlow] when that takes
// longer than patience, and then at once as long as that read has not ended.
//
// The read has a goroutine: a disk that does not answer can be interrupted by nobody. One at most
// stays behind, until the system gives up.
func (f *File) Read(patience time.Duration) ([]byte, error) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	if f.late.Load() {
		return nil, f.slow()
	}
	select {
	case f.slot <- struct{}{}:
	case <-timer.C:
		return nil, f.slow()
	}
	type result struct {
		text []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := f.read(f.path)
		done <- result{text, err}
		f.late.Store(false)
		<-f.slot
	}()
	select {
	case r := <-done:
		return r.text, r.err
	case <-timer.C:
		f.late.Store(true)
		select {
		case r := <-done: // it has just ended, and may have done so before late was set
			f.late.Store(false)
			return r.text, r.err
		default:
			return nil, f.slow()
		}
	}
}

func (f *File) slow() error { return &os.PathError{Op: "read", Path: f.path, Err: ErrSlow} }

// read opens without waiting for a pipe's other end, and waits for what comes of it so long as
// anybody does.
func read(path string) ([]byte, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	_ = file.SetReadDeadline(time.Now().Add(Patience)) // files on a disk have none
	text, err := io.ReadAll(io.LimitReader(file, Most+1))
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = &os.PathError{Op: "read", Path: path, Err: ErrSlow}
	case err == nil && len(text) > Most:
		err = &os.PathError{Op: "read", Path: path, Err: ErrLarge}
	}
	if err != nil {
		return nil, err
	}
	return text, nil
}
