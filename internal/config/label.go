package config

import (
	"fmt"
	"strings"
	"time"
)

// Label is one person's word on whether a piece of feedback is about a theme: a
// row of labels.csv. It outranks what the rules say.
type Label struct {
	Source   string // Source.Name
	NativeID string // the feedback's id in that source
	Theme    string // Theme.ID
	Has      bool
	By       string    // who said so
	Note     string    // why; may be empty
	At       time.Time // when, UTC; zero where the file does not say
	Line     int       // in the file
}

// LoadLabels reads and checks labels.csv: columns source, native_id, theme,
// value (yes or no, also 1, 0, true, false) and by; at (a date, or date and
// time, UTC) and note may be missing. A file that is not there is no labels and
// no error; the error is Problems where it has mistakes.
func LoadLabels(path string, themes []Theme) ([]Label, error) {
	var labels []Label
	reader := labelReader{themes: themeIDs(themes), first: map[labelKey]Label{}}
	err := readTable(path, []string{"source", "native_id", "theme", "value", "by"}, []string{"at", "note"}, func(t *table) {
		labels = append(labels, reader.read(t))
	})
	if notExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return labels, nil
}

// labelKey is what one person can say one thing about at a time.
type labelKey struct {
	source, nativeID, theme, by string
	at                          time.Time
}

type labelReader struct {
	themes []string
	first  map[labelKey]Label
}

func (r *labelReader) read(t *table) Label {
	label := Label{
		Source:   r.given(t, "source"),
		NativeID: r.given(t, "native_id"),
		Theme:    r.theme(t),
		Has:      truth(t, "value"),
		By:       r.given(t, "by"),
		Note:     t.cell("note"),
		At:       moment(t),
		Line:     t.line(),
	}
	key := labelKey{label.Source, label.NativeID, label.Theme, label.By, label.At}
	if first, twice := r.first[key]; twice && first.Has != label.Has {
		t.problem("value", fmt.Sprintf("the same person said the opposite on line %d", first.Line), "take one of the two out, or say in the column at which is the later")
	}
	r.first[key] = label
	return label
}

func (r *labelReader) given(t *table, column string) string {
	text := t.cell(column)
	if text == "" {
		t.problem(column, column+" is empty", "each row needs one")
	}
	return text
}

func (r *labelReader) theme(t *table) string {
	id := r.given(t, "theme")
	for _, known := range r.themes {
		if id == known {
			return id
		}
	}
	if id != "" {
		t.problem("theme", quoted("unknown theme", id), suggest(id, r.themes))
	}
	return id
}

func truth(t *table, column string) bool {
	text := t.cell(column)
	switch strings.ToLower(text) {
	case "yes", "1", "true":
		return true
	case "no", "0", "false":
		return false
	}
	t.problem(column, quoted("unknown value", text), "write yes or no")
	return false
}

// moment is when a label was given.
func moment(t *table) time.Time {
	text := t.cell("at")
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04:05", time.DateTime, "2006-01-02 15:04"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC()
		}
	}
	t.problem("at", quoted("unknown date", text), "write 2026-03-31 or 2026-03-31 14:05")
	return time.Time{}
}
