package main

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

//go:embed words
var wordFiles embed.FS

// sentence is one hand-written line.
type sentence struct {
	text string
	from int    // "@13+ " before the line: the first week, from 0, in which it makes sense
	size string // "@small " or "@large ": who alone would say it
	used int    // how often it was told
}

// fits says whether somebody of such an account would say it in that week.
func (s *sentence) fits(segment string, week int) bool {
	large := segment == "enterprise"
	return week >= s.from && (s.size == "" || s.size == "large" && large || s.size == "small" && !large)
}

// book holds the sentences by file and section: book["login"]["complaint"].
type book map[string]map[string][]*sentence

// readBook reads words/*.txt.
func readBook() (book, error) {
	names, err := fs.Glob(wordFiles, "words/*.txt")
	if err != nil {
		return nil, err
	}
	b := book{}
	for _, name := range names {
		text, err := wordFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sections, err := readSections(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		b[strings.TrimSuffix(path.Base(name), ".txt")] = sections
	}
	return b, nil
}

// readSections reads one file: "# remark", "[section]" and a sentence a line.
func readSections(text string) (map[string][]*sentence, error) {
	sections, section := map[string][]*sentence{}, ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = strings.Trim(line, "[]")
		default:
			s, err := readSentence(line)
			if err != nil {
				return nil, err
			}
			sections[section] = append(sections[section], s)
		}
	}
	return sections, nil
}

func readSentence(line string) (*sentence, error) {
	if line[0] != '@' {
		return &sentence{text: line}, nil
	}
	mark, text, _ := strings.Cut(line[1:], " ")
	if mark == "small" || mark == "large" {
		return &sentence{text: text, size: mark}, nil
	}
	week, err := strconv.Atoi(strings.TrimSuffix(mark, "+"))
	if err != nil {
		return nil, fmt.Errorf("%q: want @small, @large or a week such as @13+", line)
	}
	return &sentence{text: text, from: week}, nil
}

// list gives a section that is one line of words with semicolons between.
func (b book) list(file, section string) []string {
	lines := b[file][section]
	if len(lines) == 0 {
		return nil
	}
	return strings.Split(lines[0].text, "; ")
}

// trait gives one line of a trade: trait("bicycles", "job").
func (b book) trait(trade, name string) []string {
	for _, s := range b["trades"][trade] {
		if words, ok := strings.CutPrefix(s.text, name+": "); ok {
			return strings.Split(words, "; ")
		}
	}
	return nil
}

// table reads a CSV file of words/ into one map of column to cell a row.
func table(name string) ([]map[string]string, error) {
	f, err := wordFiles.Open("words/" + name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readTable(bufio.NewReader(f))
}
