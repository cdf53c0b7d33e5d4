package source

import (
	"context"

	"github.com/trackreg/trackreg/configs"
)

// NewLeaving returns what [New] does, save that files stay where they are when they were read: for
// trying out, where nothing of it was registered.
func NewLeaving(i configs.Import, o Options) (Source, error) {
	from, err := New(i, o)
	if err != nil {
		return nil, err
	}
	return leaving{from}, nil
}

// leaving leaves every part where it lies; that it was read is remembered by its name and version.
type leaving struct{ Source }

// Finish implements Source.
func (leaving) Finish(context.Context, Part) (moved bool, err error) { return false, nil }
