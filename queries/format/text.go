package format

import "github.com/apache/arrow/go/v17/arrow"

// Text is the value in row i as people read it, and whether there is none.
func Text(a arrow.Array, i int) (text string, none bool) {
	if null(a, i) {
		return "", true
	}
	return forPeople().text(a, i), false
}

// IsNumber says whether a column's values are numbers, which stand to the right.
func IsNumber(t arrow.DataType) bool { return isNumber(t) }
