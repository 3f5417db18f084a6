package queries

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Param is a value that a question takes, written $name in its SQL and bound
// there, never pasted.
type Param struct {
	Name    string   `json:"name"`
	Type    string   `json:"type"`              // one of Types
	Choices []string `json:"choices,omitempty"` // of type choice
	Default string   `json:"default"`           // empty: nothing is said, see Value
	Meaning string   `json:"meaning"`
}

// Types are those a parameter can have. Behind the first five stand those whose
// values are in the published file, which Options lists.
func Types() []string {
	return append([]string{"text", "integer", "number", "date", "choice"}, listed()...)
}

// Value is what the text stands for, as the SQL gets it. Nothing ("") is null
// for an integer, a number and a date, and the empty text for others; both are
// allowed where the default is nothing, too.
func (p Param) Value(text string) (any, error) {
	if text == "" && p.Default != "" && p.Type != "text" {
		return nil, fmt.Errorf("parameter %s: a value belongs here, such as %s", p.Name, p.Default)
	}
	if !strings.Contains("integer number date", p.Type) {
		return p.words(text)
	}
	if text == "" {
		return nil, nil
	}
	switch p.Type {
	case "integer":
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, nil
		}
		return nil, fmt.Errorf("parameter %s: %q is no integer: write 28", p.Name, text)
	case "number":
		if v, err := strconv.ParseFloat(text, 64); err == nil && !strings.ContainsAny(text, "xXpP_") && !math.IsInf(v, 0) && !math.IsNaN(v) {
			return v, nil
		}
		return nil, fmt.Errorf("parameter %s: %q is no number: write 12 or 0.5", p.Name, text)
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return nil, fmt.Errorf("parameter %s: %q is no date: write 2026-07-06", p.Name, text)
	}
	return day, nil
}

// words is the value of a type whose values are texts.
func (p Param) words(text string) (any, error) {
	if strings.ContainsRune(text, 0) || strings.ToValidUTF8(text, "") != text {
		return nil, fmt.Errorf("parameter %s: a zero byte, or bytes that are no UTF-8, in its text", p.Name)
	}
	if p.Type == "choice" && text != "" && !slices.Contains(p.Choices, text) {
		return nil, fmt.Errorf("parameter %s: %q is no choice: %s", p.Name, text, strings.Join(p.Choices, ", "))
	}
	return text, nil
}
