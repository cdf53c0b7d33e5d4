package queue

import "errors"

// faultsMost is how many faults of one payload are told: whoever has so many mends the program that
// writes them.
const faultsMost = 20

// faults collects what is wrong with a payload, so that all of it can be mended at once.
type faults struct{ all []*EntryError }

// add takes what is wrong; nil is nothing.
func (f *faults) add(err error) {
	if err == nil {
		return
	}
	var one *EntryError
	if !errors.As(err, &one) {
		one = refuse("", "", "cannot be read ("+err.Error()+")", "write it anew")
	}
	alone := *one
	alone.Others = nil
	for _, fault := range append([]*EntryError{&alone}, one.Others...) {
		if len(f.all) < faultsMost {
			f.all = append(f.all, fault)
		}
	}
}

// err is the first of them with the others; nil where there is none.
func (f *faults) err() error {
	if len(f.all) == 0 {
		return nil
	}
	first := f.all[0]
	if len(f.all) > 1 {
		first.Others = f.all[1:]
	}
	return first
}
