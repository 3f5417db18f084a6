package ingest

import "iter"

// What is read ahead at a time: a small part of what a batch may hold.
const (
	aheadItems = 256
	aheadBytes = 1 << 20
)

// itemsAhead gives the items of a reader from number skip on, some at a time,
// and has the next ones read meanwhile. The reader is the caller's again when it
// ends.
func itemsAhead(reader Reader, skip int64) iter.Seq[[]Item] {
	return func(yield func([]Item) bool) {
		read, done := make(chan []Item), make(chan struct{})
		go readAll(reader, skip, read, done)
		defer func() {
			close(done)
			for range read { // until it has ended
			}
		}()
		for items := range read {
			if !yield(items) {
				return
			}
		}
	}
}

func readAll(reader Reader, skip int64, to chan<- []Item, done <-chan struct{}) {
	defer close(to)
	for more := true; more; {
		var items []Item
		if items, more = readSome(reader); skip > 0 {
			n := min(skip, int64(len(items)))
			items, skip = items[n:], skip-n
		}
		if len(items) == 0 {
			continue
		}
		select {
		case to <- items:
		case <-done:
			return
		}
	}
}

// readSome reads items up to one of the bounds, or to the end: then there are no
// more.
func readSome(reader Reader) (items []Item, more bool) {
	items = make([]Item, 0, aheadItems)
	for size := 0; len(items) < aheadItems && size < aheadBytes; {
		if !reader.Scan() {
			return items, false
		}
		items = append(items, reader.Item())
		size += items[len(items)-1].size()
	}
	return items, true
}

// size is about how many bytes the item's texts take.
func (i Item) size() (n int) {
	for _, f := range i.Feedback {
		n += len(f.Body) + len(f.Payload)
	}
	for _, r := range i.Ratings {
		n += len(r.Payload)
	}
	for _, v := range i.Invitations {
		n += len(v.Payload)
	}
	for _, w := range i.WorkItems {
		n += len(w.Body) + len(w.Payload)
	}
	for _, r := range i.Rejects {
		n += len(r.Payload)
	}
	return n
}
