package main

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strconv"
	"testing"
	"time"
)

// heard is a remark with the themes that rules and labels find in it.
type heard struct {
	remark
	themes []string
}

// rating is one answer to the survey's first question.
type rating struct {
	plan  string
	week  int
	score int
}

// halfYear is all of the demo's feedback as a reader of the workspace finds it.
type halfYear struct {
	demo    *demo
	reader  *reader
	all     []heard
	ratings map[string]rating // by response id
}

func listen(t *testing.T) *halfYear {
	t.Helper()
	d, err := newDemo()
	if err != nil {
		t.Fatal(err)
	}
	h := &halfYear{demo: d, reader: &reader{readRules(t), map[string][3]string{}}, ratings: map[string]rating{}}
	labels := map[string][]map[string]string{}
	for _, row := range h.rows(t, "labels.csv") {
		key := row["source"] + " " + row["native_id"]
		labels[key] = append(labels[key], row)
	}
	for i, said := range d.said {
		if said.person == "" {
			said.person = fmt.Sprint("anonymous ", i) // an anonymous answer counts once
		}
		themes := h.reader.themesOf(said.title + "\n" + said.body)
		h.all = append(h.all, heard{said, relabelled(themes, labels[said.source+" "+said.nativeID])})
	}
	h.rate(t)
	return h
}

// relabelled is what people's corrections make of the rules' finds.
func relabelled(themes []string, labels []map[string]string) []string {
	for _, l := range labels {
		themes = slices.DeleteFunc(themes, func(theme string) bool { return theme == l["theme"] })
		if l["value"] == "yes" {
			themes = append(themes, l["theme"])
		}
	}
	return themes
}

// rows are those of all files that the pattern names.
func (h *halfYear) rows(t *testing.T, pattern string) (all []map[string]string) {
	t.Helper()
	for name, file := range h.demo.files {
		if ok, _ := path.Match(pattern, name); !ok {
			continue
		}
		rows, err := readTable(bytes.NewReader(file))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, rows...)
	}
	return all
}

// rate reads the scores; what is no score and no time is left out.
func (h *halfYear) rate(t *testing.T) {
	for _, row := range h.rows(t, "feedback/nps-*.csv") {
		at, err := time.ParseInLocation("2006-01-02 15:04", row["Submitted"], berlin())
		score, wrong := strconv.Atoi(row[surveyHeader[5]])
		if err == nil && wrong == nil && score >= 0 && score <= 10 {
			h.ratings[row["Response ID"]] = rating{row["Plan"], weekOf(at), score}
		}
	}
}

// count is a way to count people.
type count struct {
	once   bool // over all weeks at once, else a week at a time and added up
	nested bool // a theme includes those below it
}

// people counts distinct people who spoke of a theme, or of anything at all,
// in the weeks from first to last.
func (h *halfYear) people(c count, first, last int, theme string) int {
	family := []string{theme}
	for _, r := range h.reader.rules {
		if c.nested && r.Parent == theme {
			family = append(family, r.ID)
		}
	}
	seen := map[string]bool{}
	for _, said := range h.all {
		about := theme == "" || slices.ContainsFunc(said.themes, func(id string) bool { return slices.Contains(family, id) })
		switch {
		case said.week < first || said.week > last || !about:
		case c.once:
			seen[said.person] = true
		default:
			seen[fmt.Sprint(said.week, " ", said.person)] = true
		}
	}
	return len(seen)
}
