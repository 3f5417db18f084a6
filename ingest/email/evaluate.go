package email

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Score is how well Visible meets the expectations of one folder of mails.
type Score struct {
	Met, Of int
	Missed  []string // names of the mails that were not met; "text 3" for the third entry if it has no file
}

// expectation is one entry of expected.json: a mail in a file of the folder or
// in place, and its visible text as a whole or in the parts that are settled.
type expectation struct {
	File     string   `json:"file"`
	Text     string   `json:"text"`
	Visible  *string  `json:"visible"`
	Contains []string `json:"visible_contains"`
	Lacks    []string `json:"visible_lacks"`
}

// Evaluate compares Visible with the expected.json of a folder. White space at
// line ends and at the end of the text does not count.
func Evaluate(folder string) (Score, error) {
	data, err := os.ReadFile(filepath.Join(folder, "expected.json"))
	if err != nil {
		return Score{}, fmt.Errorf("evaluate replies: %w", err)
	}
	var entries []expectation
	if err := json.Unmarshal(data, &entries); err != nil {
		return Score{}, fmt.Errorf("evaluate replies: %s: %w", folder, err)
	}
	score := Score{Of: len(entries)}
	for i, e := range entries {
		name := e.File
		if name == "" {
			name = fmt.Sprintf("text %d", i+1)
		}
		met, err := e.met(folder)
		if err != nil {
			return score, fmt.Errorf("evaluate replies: %w", err)
		}
		if met {
			score.Met++
		} else {
			score.Missed = append(score.Missed, name)
		}
	}
	return score, nil
}

func (e expectation) met(folder string) (bool, error) {
	text := e.Text
	if e.File != "" {
		data, err := os.ReadFile(filepath.Join(folder, e.File))
		if err != nil {
			return false, err
		}
		text = string(data)
	}
	got := trimEnds(Visible(text))
	if e.Visible != nil && got != trimEnds(*e.Visible) {
		return false, nil
	}
	for _, part := range e.Contains {
		if !strings.Contains(got, part) {
			return false, nil
		}
	}
	for _, part := range e.Lacks {
		if strings.Contains(got, part) {
			return false, nil
		}
	}
	return true, nil
}

func trimEnds(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\u00a0")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}
