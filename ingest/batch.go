package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/earshot/earshot/internal/warehouse"
)

// A batch is landed when it holds this much, so that memory stays bounded.
const (
	batchItems = 50_000
	batchBytes = 48 << 20
)

// batch collects items of one source until they are landed together.
type batch struct {
	source string
	keys   *keyer
	zone   *time.Location

	feedback    *rows[Feedback]
	ratings     *rows[Rating]
	invitations *rows[Invitation]
	workItems   *rows[WorkItem]
	releases    *rows[Release]
	sprints     *rows[Sprint]
	people      *rows[Person]
	accounts    *rows[Account]
	rejects     *rows[located]

	author    Author // the last one
	authorKey string
	cuts      objects // of segments

	counts  Counts
	skipped map[string]int64
	cursors map[string]string
	reread  []string
	renewed []string
	gone    []warehouse.Gone

	bytes                int
	mostItems, mostBytes int // full beyond either
}

func newBatch(source string, key PersonKey, zone *time.Location) *batch {
	return &batch{
		source: source, keys: newKeyer(key), zone: zone,
		feedback:    newRows("feedback", feedbackColumns()),
		ratings:     newRows("ratings", ratingColumns()),
		invitations: newRows("invitations", invitationColumns()),
		workItems:   newRows("work_items", workItemColumns()),
		releases:    newRows("releases", releaseColumns()),
		sprints:     newRows("sprints", sprintColumns()),
		people:      newRows("people", personColumns()),
		accounts:    newRows("accounts", accountColumns()),
		rejects:     newRows("rejects", rejectColumns()),
		skipped:     map[string]int64{},
		cursors:     map[string]string{},
		mostItems:   batchItems, mostBytes: batchBytes,
	}
}

func (b *batch) full() bool { return b.counts.Read >= int64(b.mostItems) || b.bytes >= b.mostBytes }

func (b *batch) empty() bool {
	return b.counts.Read == 0 && len(b.cursors) == 0 && len(b.gone) == 0
}

// add takes one item of a file; nth is its number in the file, from 0, or -1
// where items have no numbers.
func (b *batch) add(item Item, file string, nth int64) {
	b.counts.count(item)
	b.bytes += item.size()
	b.addRecords(item, file)
	if !item.stored() && len(item.Rejects) == 0 {
		b.skipped[item.skipReason()]++
	}
	for i, r := range item.Rejects {
		b.rejects.add(landed[located]{rec: &located{r, file, nth, int64(i)}, source: b.source})
	}
}

func (b *batch) addRecords(item Item, file string) {
	for i := range item.Feedback {
		f := &item.Feedback[i]
		b.feedback.add(landed[Feedback]{rec: f, source: b.source, stream: file, id: recordID(b.source, f.NativeID), personKey: b.personKey(f.Author), segments: b.cuts.encode(f.Segments), zone: b.zone})
	}
	for i := range item.Ratings {
		r := &item.Ratings[i]
		b.ratings.add(landed[Rating]{rec: r, source: b.source, stream: file, id: recordID(b.source, r.NativeID), personKey: b.personKey(r.Author), segments: b.cuts.encode(r.Segments), zone: b.zone})
	}
	for i := range item.Invitations {
		v := &item.Invitations[i]
		b.invitations.add(landed[Invitation]{rec: v, source: b.source, stream: file, personKey: b.keys.of(v.Survey, v.Author), segments: b.cuts.encode(v.Segments), zone: b.zone})
	}
	for i := range item.People {
		p := &item.People[i]
		b.people.add(landed[Person]{rec: p, source: b.source, zone: b.zone, personKey: b.keys.ofCustomer(p.ID), keys: b.personKeys(*p)})
	}
	addAll(b, b.workItems, item.WorkItems, file)
	addAll(b, b.releases, item.Releases, file)
	addAll(b, b.sprints, item.Sprints, file)
	addAll(b, b.accounts, item.Accounts, file)
}

func addAll[T any](b *batch, table *rows[T], records []T, file string) {
	for i := range records {
		table.add(landed[T]{rec: &records[i], source: b.source, stream: file, zone: b.zone})
	}
}

// personKey remembers the last author: the records of an item share theirs.
func (b *batch) personKey(a Author) string {
	if a != b.author {
		b.author, b.authorKey = a, b.keys.of(b.source, a)
	}
	return b.authorKey
}

func (b *batch) personKeys(p Person) []string {
	keys := make([]string, len(p.Emails))
	for i, address := range p.Emails {
		keys[i] = b.keys.of(b.source, Author{Email: address})
	}
	return keys
}

// take hands over the batch for landing and begins the next one.
func (b *batch) take(runID string, at time.Time) warehouse.Batch {
	tables := map[string]arrow.Record{}
	b.feedback.take(tables)
	b.ratings.take(tables)
	b.invitations.take(tables)
	b.workItems.take(tables)
	b.releases.take(tables)
	b.sprints.take(tables)
	b.people.take(tables)
	b.accounts.take(tables)
	b.rejects.take(tables)
	out := warehouse.Batch{
		Source: b.source, RunID: runID, LandedAt: at,
		Read: b.counts.Read, Stored: b.counts.Stored, Rejected: b.counts.Rejected, Skipped: b.skipped,
		Cursors: b.cursors, Reread: b.reread, Renewed: b.renewed, Gone: b.gone, Tables: tables,
	}
	b.counts, b.skipped, b.cursors, b.reread, b.renewed, b.gone, b.bytes = Counts{}, map[string]int64{}, map[string]string{}, nil, nil, nil, 0
	return out
}

func (i Item) skipReason() string {
	if i.Skip == "" {
		return "nothing in it"
	}
	return i.Skip
}

// nativeID names a reject by its place in the file, so that a second reading
// replaces it; where there are no places, by its content.
func (l *located) nativeID() string {
	if l.item >= 0 {
		return fmt.Sprintf("%s#%d.%d", l.file, l.item, l.nth)
	}
	sum := sha256.Sum256([]byte(l.Reason + "\x00" + l.Payload))
	return l.file + "#" + hex.EncodeToString(sum[:8])
}
