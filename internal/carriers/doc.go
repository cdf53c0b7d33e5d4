// Package carriers knows 17TRACK's carriers by the names that people write.
//
// The common ones are built in, with aliases. The vendor's whole list may be kept beside the
// settings file: an Updater fetches, checks and replaces it, and Load joins it with the aliases.
package carriers
