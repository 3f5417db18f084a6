package schedules

import (
	"slices"
	"sort"
	"time"
)

// entry is one line of the ledger: the newest state of one thing.
type entry struct {
	Row   *Row   `json:"run,omitempty"`
	Watch *Watch `json:"watch,omitempty"`
	Pause *Pause `json:"pause,omitempty"`
	Alarm *Alarm `json:"alarm,omitempty"`
}

// Watch says since when a job's times count. Other times, and it counts anew.
type Watch struct {
	Job   string    `json:"job"`
	Since time.Time `json:"since"`
	Times string    `json:"times"` // how they are written
}

// Pause says that a job's times pass, until some time where one is given.
type Pause struct {
	Job   string    `json:"job"`
	On    bool      `json:"on"`
	Until time.Time `json:"until,omitzero"`
}

// Book is what the ledger says now. It is used within Ledger.Read and
// Ledger.Update alone.
type Book struct {
	seq     int64
	rows    map[string]*Row
	jobs    map[string][]*Row // by time
	open    map[string]*Row   // of these, those that have not ended
	watches map[string]Watch
	pauses  map[string]Pause
	alarms  map[string]Alarm
	pending []entry // put since the update began
}

func newBook() *Book {
	return &Book{rows: map[string]*Row{}, jobs: map[string][]*Row{}, open: map[string]*Row{},
		watches: map[string]Watch{}, pauses: map[string]Pause{}, alarms: map[string]Alarm{}}
}

// Row is the run of that name.
func (b *Book) Row(id string) (Row, bool) {
	if row, ok := b.rows[id]; ok {
		return *row, true
	}
	return Row{}, false
}

// Rows are a job's runs by their time; those of all jobs for "".
func (b *Book) Rows(job string) []Row {
	var rows []Row
	for name, list := range b.jobs {
		if job != "" && name != job {
			continue
		}
		for _, row := range list {
			rows = append(rows, *row)
		}
	}
	if job == "" {
		slices.SortFunc(rows, func(x, y Row) int { return x.For.Compare(y.For) })
	}
	return rows
}

// Newest is the job's last run, by time, of which wanted is true.
func (b *Book) Newest(job string, wanted func(Row) bool) (Row, bool) {
	list := b.jobs[job]
	for i := len(list) - 1; i >= 0; i-- {
		if wanted(*list[i]) {
			return *list[i], true
		}
	}
	return Row{}, false
}

// Put enters the row, in place of the one of that name.
func (b *Book) Put(row Row) Row {
	if row.ID == "" {
		row.ID = RowID(row.Job, row.For)
	}
	b.seq++
	row.Seq = b.seq
	b.set(entry{Row: &row})
	b.pending = append(b.pending, entry{Row: &row})
	return row
}

// Paused says whether the job's times pass at that moment.
func (b *Book) Paused(job string, now time.Time) (Pause, bool) {
	p := b.pauses[job]
	return p, p.On && (p.Until.IsZero() || now.Before(p.Until))
}

// PutPause enters a pause or its end.
func (b *Book) PutPause(p Pause) { b.put(entry{Pause: &p}) }

func (b *Book) put(e entry) {
	b.set(e)
	b.pending = append(b.pending, e)
}

// set takes in one line.
func (b *Book) set(e entry) {
	switch {
	case e.Watch != nil:
		b.watches[e.Watch.Job] = *e.Watch
	case e.Pause != nil:
		b.pauses[e.Pause.Job] = *e.Pause
	case e.Alarm != nil && e.Alarm.State == Over:
		delete(b.alarms, e.Alarm.Key)
	case e.Alarm != nil:
		b.alarms[e.Alarm.Key] = *e.Alarm
	case e.Row != nil:
		b.setRow(*e.Row)
	}
}

func (b *Book) setRow(row Row) {
	b.seq = max(b.seq, row.Seq)
	known, ok := b.rows[row.ID]
	if ok {
		*known = row
	} else {
		known = &row
		list := b.jobs[row.Job]
		at := sort.Search(len(list), func(i int) bool { return list[i].For.After(row.For) })
		b.rows[row.ID], b.jobs[row.Job] = known, slices.Insert(list, at, known)
	}
	if row.State.Ended() {
		delete(b.open, row.ID)
	} else {
		b.open[row.ID] = known
	}
}

// unended are a job's runs that wait or run, by their time; those of all jobs
// for "".
func (b *Book) unended(job string) (rows []Row) {
	for _, row := range b.open {
		if job == "" || row.Job == job {
			rows = append(rows, *row)
		}
	}
	slices.SortFunc(rows, func(x, y Row) int { return x.For.Compare(y.For) })
	return rows
}

// covered is the newest time up to now that the job's schedule is done with:
// that of the newest row made by time or, of a job that is new, when it was first
// seen.
func (b *Book) covered(job string, now time.Time) time.Time {
	since := b.watches[job].Since
	row, ok := b.Newest(job, func(r Row) bool { return r.Trigger == ByTime && !r.For.After(now) && !r.untrue(now) })
	if ok && row.last().After(since) {
		since = row.last()
	}
	return since
}

// keep forgets the ended rows whose time is before the moment given, but for
// each job's newest row and its newest good one, and counts what it forgot.
func (b *Book) keep(since time.Time) (forgotten int) {
	for job, list := range b.jobs {
		good, _ := b.Newest(job, func(r Row) bool { return r.State.Good() })
		timed, _ := b.Newest(job, func(r Row) bool { return r.Trigger == ByTime })
		b.jobs[job] = slices.DeleteFunc(list, func(r *Row) bool {
			old := r.State.Ended() && r.last().Before(since) && r.ID != good.ID && r.ID != timed.ID
			if old {
				delete(b.rows, r.ID)
				forgotten++
			}
			return old
		})
	}
	return forgotten
}

// entries are the lines that say all that the book says.
func (b *Book) entries() (all []entry) {
	for _, w := range b.watches {
		all = append(all, entry{Watch: &w})
	}
	for _, p := range b.pauses {
		all = append(all, entry{Pause: &p})
	}
	for _, a := range b.alarms {
		all = append(all, entry{Alarm: &a})
	}
	for _, row := range b.Rows("") {
		all = append(all, entry{Row: &row})
	}
	return all
}
