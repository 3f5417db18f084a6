package ingest

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// counting is a reader of n numbered items, that may be asked for no more once
// it has ended.
type counting struct {
	t       *testing.T
	n, at   int
	body    string
	stopped bool
}

func (c *counting) Scan() bool {
	if c.stopped {
		c.t.Error("read on behind the end")
	}
	c.at++
	c.stopped = c.at > c.n
	return !c.stopped
}

func (c *counting) Item() Item {
	return Item{Skip: strconv.Itoa(c.at), Feedback: []Feedback{{Body: c.body}}}
}
func (c *counting) Err() error   { return nil }
func (c *counting) Close() error { return nil }

func TestItemsAheadGivesEveryItemOnce(t *testing.T) {
	for _, n := range []int{0, 1, aheadItems - 1, aheadItems, aheadItems + 1, 3 * aheadItems} {
		for _, skip := range []int{0, 1, aheadItems, aheadItems + 1, n, n + 1} {
			want, got := "", ""
			for i := skip + 1; i <= n; i++ {
				want += strconv.Itoa(i) + " "
			}
			for items := range itemsAhead(&counting{t: t, n: n}, int64(skip)) {
				for _, item := range items {
					got += item.Skip + " "
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%d items but for %d: %s", n, skip, diff)
			}
		}
	}
}

func TestItemsAheadHoldsLittle(t *testing.T) {
	reader := &counting{t: t, n: 100, body: strings.Repeat("x", aheadBytes/2)}
	for items := range itemsAhead(reader, 0) {
		if len(items) > 2 {
			t.Errorf("%d items of half a bound at a time", len(items))
		}
		break
	}
	if reader.at > 3*2 {
		t.Errorf("%d items were read for the first two", reader.at)
	}
}
