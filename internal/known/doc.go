// Package known keeps an account's optional record of the numbers that are known
// to be registered, so that a file which is mostly the old one costs no calls for
// what is old.
//
// What is kept of a number is 80 bits of the SHA-256 of its identity: with ten
// million in the record, the chance that a new number is taken for a known one,
// and so never registered, is below 1 in 10^17. A month is one hash, of 65,536
// fields at most, in which numbers share a field as they share 16 of their bits:
//
//	field  the first 2 bytes of the digest
//	value  the next 8 bytes of each number of that field, one behind the other
//
// A value long enough costs little more than its 8 bytes a number, on any Redis,
// with no module and no setting. Whole months expire.
package known
