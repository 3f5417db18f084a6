package prompt

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/queries/reader"
)

func TestStatements(t *testing.T) {
	for text, want := range map[string][]string{ // the last is what is left
		"select 1":                               {"select 1"},
		"select 1;":                              {"select 1", ""},
		"select 1; select\n2; sel":               {"select 1", " select\n2", " sel"},
		"select ';''' as a, \";\" as \"b\"\"\";": {`select ';''' as a, ";" as "b"""`, ""},
		"select 1 -- one;\n, 2;":                 {"select 1 -- one;\n, 2", ""},
		"select /* ; */ 1;":                      {"select /* ; */ 1", ""},
		"select /* ; ":                           {"select /* ; "},
		"select 'open;":                          {"select 'open;"},
		"select $$a;b$$, $t$;$$;$t$;x":           {"select $$a;b$$, $t$;$$;$t$", "x"},
		"select $$a;":                            {"select $$a;"},
		";; -- nothing\n;":                       {""},
		"select $name; ":                         {"select $name", " "},
		"\n\nselect 1;\n":                        {"select 1", ""},
	} {
		whole, rest := statements(text)
		if diff := cmp.Diff(want, append(whole, rest)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"select 1 -- one\n  , 2":         "select 1 , 2;",
		"select 'two\n  lines',  3":      "select 'two\n  lines', 3;",
		"-- why\nselect/* x */1\r\n\t,2": "select 1 ,2;",
	} {
		if got := oneLine(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzStatements(f *testing.F) {
	f.Add("select ';' /* ; */ -- ;\n; $a$;$a$ \"")
	f.Fuzz(func(t *testing.T, text string) {
		joined := ""
		for _, p := range parts(text) {
			joined += p.text
		}
		if joined != text {
			t.Errorf("%q became %q", text, joined)
		}
		whole, rest := statements(text)
		for _, statement := range whole {
			if again, left := statements(statement + "\n;"); len(again) != 1 && strings.Count(statement, "$") == 0 {
				t.Errorf("%q: %q is %q and %q", text, statement, again, left)
			}
		}
		if more, _ := statements(rest); len(more) > 0 && strings.Count(text, "$") == 0 {
			t.Errorf("%q: %q is left, with %q in it", text, rest, more)
		}
	})
}

func TestCompletion(t *testing.T) {
	tables := []reader.Table{
		{Name: "movers", Columns: []reader.Column{{Name: "theme_id"}, {Name: "people_now"}}},
		{Name: "themes", Columns: []reader.Column{{Name: "theme_id"}, {Name: "share"}}},
	}
	for line, want := range map[string][]string{
		"select * from mov":                     {"movers"},
		"select * FROM ":                        {"movers", "themes"},
		"select peo":                            nil,
		"select the| from movers":               {"theme_id", "themes", "then"},
		"select m.| from movers m":              {"m.theme_id", "m.people_now"},
		"select m.p| from movers as m":          {"m.people_now"},
		"select x.| from movers m":              nil,
		"SEL":                                   {"SELECT"},
		"select sh| from movers join themes on": {"share"},
	} {
		before, after, _ := strings.Cut(line, "|")
		word := before[strings.LastIndex(before, " ")+1:]
		got := matching(word, candidates(word, strings.TrimSuffix(before, word), before+after, tables))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", line, diff)
		}
	}
}

func TestFields(t *testing.T) {
	for line, want := range map[string][]string{
		".ask  x  words='two words' y=''": {".ask", "x", "words=two words", "y="},
		"":                                {""}, "''": {""},
	} {
		if diff := cmp.Diff(want, fields(line)); diff != "" {
			t.Errorf("%q: %s", line, diff)
		}
	}
}

// TestHistory holds that lines of two prompts are kept, and that a history that
// cannot be is none.
func TestHistory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "history")
	one, two := &Prompt{History: path}, &Prompt{History: path}
	one.remember("select 1;")
	two.remember("select 'ü';")
	one.remember("two\nlines")
	one.remember(strings.Repeat("x", longest+1))
	one.remember("select 3;")
	if diff := cmp.Diff([]string{"select 1;", "select 'ü';", "select 3;"}, remembered(path)); diff != "" {
		t.Error(diff)
	}
	if err := os.WriteFile(path, []byte("good;\n\xff\xfe;\n"+strings.Repeat("y", 5000)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"good;", ";"}, remembered(path)); diff != "" {
		t.Error(diff)
	}
	nowhere := &Prompt{History: filepath.Join(path, "below", "a", "file")}
	nowhere.remember("select 1;")
	if got := remembered(nowhere.History); got != nil {
		t.Errorf("%q", got)
	}
}
