package survey

import (
	"math/bits"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// identity names the rows of one file. With an id column it is that cell. Rows
// without an id go by their content: a hash of every cell that is not blank
// with its column's name, so that neither the order of columns nor a new, empty
// one matters; equal rows are numbered in the order of the file. Per row of that kind
// 8 bytes are kept, and what a hash set needs around them.
type identity struct {
	column int      // -1: none
	names  []uint64 // hash of each column's name
	seen   hashes
	again  map[uint64]int // how often rows came that are not the first of their kind
}

func newIdentity(column int, all []column) *identity {
	id := &identity{column: column, again: map[uint64]int{}}
	for _, c := range all {
		id.names = append(id.names, xxhash.Sum64String(c.key))
	}
	return id
}

// of names a row. It is called once a row, in the order of the file.
func (id *identity) of(cells []string) string {
	if id.column >= 0 {
		if own := strings.TrimSpace(cells[id.column]); own != "" {
			return own
		}
	}
	sum := id.sum(cells)
	name := strconv.FormatUint(sum, 16)
	if id.seen.add(sum) {
		return name
	}
	id.again[sum]++
	return name + "-" + strconv.Itoa(id.again[sum]+1)
}

// sum adds the hashes of the cells: a sum does not depend on their order.
func (id *identity) sum(cells []string) uint64 {
	var sum uint64
	for i, cell := range cells {
		if cell = strings.TrimSpace(cell); cell == "" {
			continue
		}
		const odd = 0x9e3779b97f4a7c15
		high, low := bits.Mul64(xxhash.Sum64String(cell)^id.names[i], id.names[i]|odd)
		sum += high ^ low
	}
	return sum
}

// hashes is a set of hashes. It is a plain table, a quarter of the memory of a
// map; the hashes are spread evenly and are their own place in it.
type hashes struct {
	slots []uint64 // 0: free
	n     int
	zero  bool // 0 is in the set
}

// add tells whether hash is new.
func (h *hashes) add(hash uint64) bool {
	if hash == 0 {
		first := !h.zero
		h.zero = true
		return first
	}
	if h.n*4 >= len(h.slots)*3 {
		h.grow()
	}
	at := h.place(hash)
	if h.slots[at] == hash {
		return false
	}
	h.slots[at] = hash
	h.n++
	return true
}

// place is where hash is, or the free slot for it.
func (h *hashes) place(hash uint64) uint64 {
	last := uint64(len(h.slots) - 1)
	at := hash & last
	for h.slots[at] != 0 && h.slots[at] != hash {
		at = (at + 1) & last
	}
	return at
}

// grow doubles the table.
func (h *hashes) grow() {
	old := h.slots
	h.slots = make([]uint64, max(1024, 2*len(old)))
	for _, hash := range old {
		if hash != 0 {
			h.slots[h.place(hash)] = hash
		}
	}
}
