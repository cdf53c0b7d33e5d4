package queue

// Field is one named text value: a column of a CSV row, a field of a stream entry.
type Field struct{ Name, Value string }

// FromFields makes an entry of flat text values: carrier and final_carrier
// become integers, auto_detection a boolean, all others strings. A field whose
// value is empty or blank counts as not given. The payload keeps the order of
// the fields. The error is always an [*EntryError].
func FromFields(fields []Field) (Entry, error) { panic("soon") }
