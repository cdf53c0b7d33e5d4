package rows

// StylesKept is how many styles of an XLSX are held in memory.
func StylesKept(r *Reader) int { return len(r.rows.(*xlsxSource).book.styles) }

// The rules of a workbook that a library knows as well.
var (
	TimeOf   = timeOf
	ColumnOf = columnOf
)

// StyleIs says whether a style of an XLSX is read as one of that format: the workbook's own where
// there is one, else that which the number names.
func StyleIs(r *Reader, style int, own *string, number int) bool {
	want := numberStyle{date: isDateFormat(number)}
	if own != nil {
		want = styleOf(*own)
	}
	return r.rows.(*xlsxSource).book.style(style) == want
}

// NewInOrderOf is NewInOrder that holds so many bytes.
func NewInOrderOf(most int) *InOrder {
	o := NewInOrder()
	o.most = most
	return o
}
