// Package columns finds out which column of a table gives which field of an entry, by its headings
// and, for the tracking number, by what stands under them. Where two columns are as likely, none is
// taken: a number that is plausible and wrong costs quota, and nobody notices.
package columns
