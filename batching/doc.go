// Package batching gathers single items into full batches and shares the batch's result out again.
//
// It is made for calls that are scarce: a vendor that lets a client make few calls, each with many
// items. So a slot comes first and the items second. While items wait, a [Batcher] asks its [Slots]
// when the next call may go, and only once it has the slot takes as many of the waiting items as a
// batch holds. Under load calls fill by themselves, when idle a lone item goes at once, and there is
// no linger time to tune.
//
// The other half of the package is what happens to items between two calls. A call can fail as a
// whole, which says little about any one item in it; see [Whole] for the four kinds of reply and what
// each does. The rules keep one bad item from holding up, or being mistaken for, the others:
//
//   - [Front]: the items go back to the front, and nothing is remembered.
//   - [Again]: the first time back to the front; from the second they stay a group of their own that
//     waits while others go, and is halved when that does not help.
//   - [Split]: the batch is halved at once and the halves are sent breadth-first, unmixed.
//   - A lone item is found guilty of its call's failure only if another call of the account has
//     succeeded since its first failure of that kind. Until then it is a suspect, and waits. Should it
//     leave and come again meanwhile, that failure is remembered.
//
// The package knows nothing of what it carries, where slots come from, or where results are kept.
// These are stated as two small interfaces, [Slots] and [Carrier].
package batching
