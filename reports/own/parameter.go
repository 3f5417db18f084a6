package own

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/near"
)

// Parameter is a value that a report takes, written $name in its SQL and bound
// there, never pasted.
type Parameter struct {
	Name    string   `json:"name"`
	Type    string   `json:"type"` // text, number, date or choice
	Default string   `json:"default"`
	Choices []string `json:"choices,omitempty"`
	Meaning string   `json:"meaning,omitempty"`
}

// types are those a parameter can have.
func types() []string { return []string{"text", "number", "date", "choice"} }

// value is what the text stands for, as the query gets it: a date is midnight
// UTC of its day.
func (p Parameter) value(text string) (any, error) {
	switch p.Type {
	case "number":
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, nil
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || strings.ContainsAny(text, "xXnN_") {
			return nil, fmt.Errorf("parameter %s: %q is no number: write 12 or 0.5", p.Name, text)
		}
		return v, nil
	case "date":
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %q is no date: write 2026-07-06", p.Name, text)
		}
		return day, nil
	case "choice":
		if !slices.Contains(p.Choices, text) {
			return nil, fmt.Errorf("parameter %s: %q is no choice: %s", p.Name, text, near.Instead(text, p.Choices))
		}
	}
	if strings.ContainsRune(text, 0) {
		return nil, fmt.Errorf("parameter %s: a zero byte in its text", p.Name)
	}
	return text, nil
}

// values are the parameters' values: those given by name, else the defaults.
// What is given and not declared is left to the caller.
func values(declared []Parameter, given map[string]string) (map[string]any, error) {
	all := map[string]any{}
	for _, p := range declared {
		text, ok := given[p.Name]
		if !ok {
			text = p.Default
		}
		v, err := p.value(text)
		if err != nil {
			return nil, err
		}
		all[p.Name] = v
	}
	return all, nil
}
