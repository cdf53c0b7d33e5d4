package sandbox

import (
	"maps"
	"slices"
	"strings"
)

// Act is what a [Fault] does.
type Act string

// What can happen to a whole call. Fail, Raw and Redirect come [Before] it is
// carried out, the others [After], unless the fault's Moment says otherwise.
const (
	// Fail answers with Status, Code or both.
	Fail Act = "fail"
	// Raw answers with Status and Body.
	Raw Act = "raw"
	// Redirect answers 302 with a Location.
	Redirect Act = "redirect"
	// Hang answers after For, or never.
	Hang Act = "hang"
	// Cut closes the connection in place of an answer.
	Cut Act = "cut"
	// Truncate closes the connection after half of the answer.
	Truncate Act = "truncate"
	// HTML answers with a page for people.
	HTML Act = "html"
	// Endless answers without an end, or with Bytes.
	Endless Act = "endless"
	// Stranger adds an accepted item that nobody asked for.
	Stranger Act = "stranger"
)

// What can happen to one item. Reject comes [Before] it is carried out, the
// others [After], unless the fault's Moment says otherwise.
const (
	// Reject rejects the item with Code.
	Reject Act = "reject"
	// Omit leaves the item out of the answer.
	Omit Act = "omit"
	// Both lists an accepted item among the rejected too, with Code.
	Both Act = "both"
	// Move accepts the item under another carrier than the one given.
	Move Act = "move"
	// CarrierText writes the item's carrier as a string.
	CarrierText Act = "carrier_text"
	// CarrierAbsent leaves the item's carrier out.
	CarrierAbsent Act = "carrier_absent"
)

// acts says of every act whether it is an item's, and whether it comes before
// the call or the item is carried out.
var acts = map[Act]struct{ item, before bool }{
	Fail:          {before: true},
	Raw:           {before: true},
	Redirect:      {before: true},
	Hang:          {},
	Cut:           {},
	Truncate:      {},
	HTML:          {},
	Endless:       {},
	Stranger:      {},
	Reject:        {item: true, before: true},
	Omit:          {item: true},
	Both:          {item: true},
	Move:          {item: true},
	CarrierText:   {item: true},
	CarrierAbsent: {item: true},
}

// actNames lists every act, for people.
func actNames() string {
	names := make([]string, 0, len(acts))
	for _, act := range slices.Sorted(maps.Keys(acts)) {
		names = append(names, string(act))
	}
	return strings.Join(names, ", ")
}
