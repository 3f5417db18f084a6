package config

import (
	"slices"
	"strings"
	"time"
)

// Contact is a row of contacts.csv, the team's log of its own conversations
// with customers.
type Contact struct {
	On   time.Time // the day
	Who  string    // a person's id or e-mail address, or an account's id or name
	Role string    // of who spoke with them: one of contactRoles
	Kind string    // interview, review, call, told
	Item string    // of the plan; "" where it was about none. Of told: what they were told of
	Note string    // may be empty; it stays in the file
	Line int       // in the file
}

// LoadContacts reads and checks contacts.csv: columns date, who, role and kind;
// item and note may be missing. A file that is not there is no contacts and no
// error; the error is Problems where it has mistakes. Whether there is such a
// customer or item is not known here.
func LoadContacts(path string) ([]Contact, error) {
	var reader labelReader
	var contacts []Contact
	err := readTable(path, []string{"date", "who", "role", "kind"}, []string{"item", "note"}, func(t *table) {
		c := Contact{Who: reader.given(t, "who"), Role: oneOf(t, "role", contactRoles()), Kind: oneOf(t, "kind", contactKinds()),
			Item: t.cell("item"), Note: t.cell("note"), Line: t.line()}
		if reader.given(t, "date") != "" {
			c.On = date(t, "date")
		}
		if c.Kind == "told" && c.Item == "" {
			t.problem("kind", "told, but not of what", "fill in the column item with the item they were told of")
		}
		contacts = append(contacts, c)
	})
	if notExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return contacts, nil
}

// contactRoles are those of a team, with what else they may be called.
func contactRoles() [][]string {
	return [][]string{{"product owner", "po"}, {"scrum master", "sm"}, {"developer", "dev"}, {"designer", "ux"}, {"tester", "qa"}, {"support"}, {"sales"}, {"other"}}
}

func contactKinds() [][]string { return [][]string{{"interview"}, {"review"}, {"call"}, {"told"}} }

// oneOf reads a cell that is one of some words, in any case of letters; of a
// word's other names it gives the first.
func oneOf(t *table, column string, words [][]string) string {
	text := strings.ToLower(t.cell(column))
	var first []string
	for _, names := range words {
		if slices.Contains(names, text) {
			return names[0]
		}
		first = append(first, names[0])
	}
	if text == "" {
		t.problem(column, column+" is empty", "write one of "+strings.Join(first, ", "))
		return ""
	}
	t.problem(column, quoted("unknown "+column, text), suggest(text, first))
	return ""
}
