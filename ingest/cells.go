package ingest

import (
	"unsafe"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// cells are the values of one column.
type cells interface {
	take() arrow.Array // what was collected; the next ones begin anew
}

// words are cells of text. As long as all of them are alike, which in many
// columns they stay, the first one is all that is kept.
type words struct {
	filled bool // empty text is no null
	first  string
	alike  int
	varied bool
	ends   []int32 // where each ends in text, behind a zero
	text   []byte
	valid  validity
	room   int // what text needed the last time
}

func (c *words) add(s string) {
	if !c.varied {
		if c.alike == 0 {
			c.first = s
		}
		if s == c.first {
			c.alike++
			return
		}
		c.vary()
	}
	c.append(s)
}

// vary writes out what was alike.
func (c *words) vary() {
	c.varied = true
	c.ends, c.text = make([]int32, 1, c.alike+together), make([]byte, 0, c.room+c.room/8)
	for range c.alike {
		c.append(c.first)
	}
}

func (c *words) append(s string) {
	c.text = append(c.text, s...)
	c.ends = append(c.ends, int32(len(c.text)))
	c.valid.add(c.filled || s != "")
}

func (c *words) take() arrow.Array {
	if !c.varied {
		made := repeated(c.first, c.alike, c.filled || c.first != "")
		*c = words{filled: c.filled, room: c.room}
		return made
	}
	made := c.valid.array(arrow.BinaryTypes.String, bytesOf(c.ends), c.text)
	*c = words{filled: c.filled, room: len(c.text)}
	return made
}

// repeated is n times s, or n nulls, as a dictionary of one text.
func repeated(s string, n int, valid bool) arrow.Array {
	texts := array.NewStringBuilder(memory.DefaultAllocator)
	all := validity{n: n, nulls: n, bits: make([]byte, (n+7)/8)}
	if valid {
		texts.Append(s)
		all.nulls = 0
	}
	kind := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}
	return array.NewDictionaryArray(kind, all.array(kind.IndexType, make([]byte, n)), texts.NewArray())
}

// numbers are cells of a fixed width.
type numbers[V int32 | int64 | float64] struct {
	kind   arrow.DataType
	values []V
	valid  validity
}

func (c *numbers[V]) add(v V) {
	c.values = append(c.values, v)
	c.valid.add(true)
}

func (c *numbers[V]) addNull() {
	c.values = append(c.values, 0)
	c.valid.add(false)
}

func (c *numbers[V]) take() arrow.Array {
	made := c.valid.array(c.kind, bytesOf(c.values))
	*c = numbers[V]{kind: c.kind}
	return made
}

// flags are cells of true or false.
type flags struct{ set validity }

func (c *flags) add(v bool) { c.set.add(v) }

func (c *flags) take() arrow.Array {
	all := validity{n: c.set.n}
	made := all.array(arrow.FixedWidthTypes.Boolean, c.set.bits)
	*c = flags{}
	return made
}

// lists are cells of several texts.
type lists struct{ *array.ListBuilder }

func newLists() lists {
	return lists{array.NewListBuilder(memory.DefaultAllocator, arrow.BinaryTypes.String)}
}

func (c lists) take() arrow.Array { return c.NewArray() }

// validity is a bit for each cell, as Arrow has them.
type validity struct {
	bits     []byte
	n, nulls int
}

func (v *validity) add(valid bool) {
	if v.n%8 == 0 {
		v.bits = append(v.bits, 0)
	}
	if valid {
		v.bits[v.n/8] |= 1 << (v.n % 8)
	} else {
		v.nulls++
	}
	v.n++
}

// array makes an Arrow array of the cells and their values.
func (v *validity) array(kind arrow.DataType, values ...[]byte) arrow.Array {
	buffers := []*memory.Buffer{nil}
	if v.nulls > 0 {
		buffers[0] = memory.NewBufferBytes(v.bits)
	}
	for _, b := range values {
		buffers = append(buffers, memory.NewBufferBytes(b))
	}
	return array.MakeFromData(array.NewData(kind, v.n, buffers, nil, v.nulls, 0))
}

// bytesOf is the memory of the values.
func bytesOf[V int32 | int64 | float64](values []V) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), len(values)*int(unsafe.Sizeof(*new(V))))
}
