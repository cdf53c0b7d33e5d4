package cells

import (
	"iter"
	"math/bits"
)

// Kinds is a set of what was done to cells on the way in.
type Kinds uint32

// The kinds.
const (
	Formula   Kinds = 1 << iota // ="..." round a cell was taken off
	Quote                       // a leading ' or `
	Decimals                    // .0 behind an integer
	Digits                      // full-width or Arabic digits and letters became ASCII
	Blanks                      // blanks of print were taken out of a number
	Split                       // several numbers stood in one cell
	Address                     // the number was taken out of a web address
	NoCarrier                   // a carrier that is not known was left out
	NoCountry                   // a country that is not known was left out
	NoDate                      // a date that cannot be read was left out
	TwoDates                    // a date that may be read in two ways was left out
	NoChoice                    // an auto_detection that is neither true nor false was left out
	behindKinds
)

// texts say each kind of a number of cells.
var texts = map[Kinds]string{
	Formula:   `without the ="…" around them`,
	Quote:     "without the ' before them",
	Decimals:  "without the .0 behind them",
	Digits:    "with full-width or Arabic digits written as 0 to 9",
	Blanks:    "without the blanks of print in them",
	Split:     "out of cells that hold several",
	Address:   "out of a carrier's web address",
	NoCarrier: "left out: the carrier is not known, 17TRACK finds out",
	NoCountry: "left out: the country is not known",
	NoDate:    "left out: no date",
	TwoDates:  "left out: a date that may be read in two ways (--dates dmy or mdy says which)",
	NoChoice:  "left out: neither true nor false",
}

// All yields the kinds in the set, one by one.
func (k Kinds) All() iter.Seq[Kinds] {
	return func(yield func(Kinds) bool) {
		for k != 0 {
			one := Kinds(1) << bits.TrailingZeros32(uint32(k))
			if !yield(one) {
				return
			}
			k &^= one
		}
	}
}

// String says in words what was done, of one kind.
func (k Kinds) String() string { return texts[k] }

// Tally counts rows by what was done to their cells. Its zero value counts.
type Tally struct {
	counts [32]int64
}

// Add counts a row.
func (t *Tally) Add(done Kinds) {
	for one := range done.All() {
		t.counts[bits.TrailingZeros32(uint32(one))]++
	}
}

// All yields the kinds that were counted, with how many rows each.
func (t *Tally) All() iter.Seq2[Kinds, int64] {
	return func(yield func(Kinds, int64) bool) {
		for one := Kinds(1); one < behindKinds; one <<= 1 {
			if n := t.counts[bits.TrailingZeros32(uint32(one))]; n > 0 && !yield(one, n) {
				return
			}
		}
	}
}
