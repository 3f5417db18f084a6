package format

import (
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// Text is the value in row i as people read it, and whether there is none. It
// outlives the record.
func Text(a arrow.Array, i int) (text string, none bool) {
	if null(a, i) {
		return "", true
	}
	return strings.Clone(forPeople().text(a, i)), false // an array's texts end with it
}

// IsNumber says whether a column's values are numbers, which stand to the right.
func IsNumber(t arrow.DataType) bool { return isNumber(t) }
