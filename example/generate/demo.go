package main

import (
	"hash/fnv"
	"math/rand/v2"
)

// seed is where all chance comes from. Another seed is another half-year; the
// tests say whether what is planted still stands out of it.
const seed = 38

// dice gives each part of the work its own stream, so that a change of one
// leaves the others as they were.
func dice(purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// demo is the half-year: its files by name, and what was said in them.
type demo struct {
	files map[string][]byte
	said  []remark
}

// remark is one piece of feedback as it was meant. Tests hold the rules of
// themes.yaml against it; labels.csv is made from it.
type remark struct {
	source   string
	nativeID string
	week     int
	person   string // address or login; empty: anonymous
	segment  string
	title    string
	body     string
	lang     string
	theme    string // the main one; "other" where no theme is meant
	second   string // a second theme, or empty
	score    int    // 0 to 10; -1: none given
}

// newDemo makes up the half-year.
func newDemo() (*demo, error) {
	words, err := readBook()
	if err != nil {
		return nil, err
	}
	people, err := populate(words)
	if err != nil {
		return nil, err
	}
	d := &demo{files: map[string][]byte{}}
	slots := agenda(people)
	assign(slots, words)
	tell := newTeller(words)
	for _, part := range []func(*teller, *population, []*slot) error{
		d.writeSurvey, d.writeMail, d.writeIssues,
	} {
		if err := part(tell, people, slots); err != nil {
			return nil, err
		}
	}
	if err := d.writePlan(); err != nil {
		return nil, err
	}
	if err := d.writeCustomers(people); err != nil {
		return nil, err
	}
	return d, d.writeLabels()
}
