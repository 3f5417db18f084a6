package config

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what was got into the files of testdata")

// TestProblems reads the pairs of testdata/*.txtar: a file "case" with the
// wrong input and a file "case.want" with every problem it has. What is read is
// said by the archive's name: earshot-*, themes-*, labels-*, claims-*, links-*,
// promises-*, contacts-* or lexicon-*.
func TestProblems(t *testing.T) {
	t.Setenv("EARSHOT_TEST_TOKEN", "hush-hush")
	t.Setenv("EARSHOT_TEST_EMPTY", "")
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal(archives, err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { testArchive(t, path) })
	}
}

func testArchive(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := &txtar.Archive{Comment: archive.Comment}
	for i := 0; i < len(archive.Files); i++ {
		input := archive.Files[i]
		want := ""
		if i+1 < len(archive.Files) && archive.Files[i+1].Name == input.Name+".want" {
			i++
			want = string(archive.Files[i].Data)
		}
		got := ""
		t.Run(input.Name, func(t *testing.T) {
			got = problems(t, filepath.Base(path), input.Data)
			if diff := cmp.Diff(want, got); diff != "" && !*update {
				t.Error("-want +got\n" + diff)
			}
		})
		out.Files = append(out.Files, input, txtar.File{Name: input.Name + ".want", Data: []byte(got)})
	}
	if *update {
		if err := os.WriteFile(path, txtar.Format(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// problems reads one wrong input and gives the error's text.
func problems(t *testing.T, archive string, input []byte) string {
	dir := t.TempDir()
	write(t, dir, "secret.txt", "hush-hush\n")
	write(t, dir, "blank.txt", "\n")
	what, _, _ := strings.Cut(archive, "-")
	var err error
	switch what {
	case "earshot":
		write(t, dir, File, string(input))
		_, err = Load(dir, sampleKinds())
	case "themes":
		_, err = LoadThemes(write(t, dir, "themes.yaml", string(input)))
	case "labels":
		_, err = LoadLabels(write(t, dir, "labels.csv", string(input)), []Theme{{ID: "login"}, {ID: "pricing"}})
	case "claims":
		_, err = LoadClaims(write(t, dir, "claims.csv", string(input)), []Theme{{ID: "login"}, {ID: "pricing"}})
	case "links":
		_, err = LoadLinks(write(t, dir, "links.csv", string(input)), []Theme{{ID: "login"}, {ID: "pricing"}})
	case "promises":
		_, err = LoadPromises(write(t, dir, "promises.csv", string(input)), []Theme{{ID: "login"}, {ID: "pricing"}})
	case "contacts":
		_, err = LoadContacts(write(t, dir, "contacts.csv", string(input)))
	case "lexicon":
		_, err = LoadLexicon(write(t, dir, "lexicon.csv", string(input)))
	}
	if err == nil {
		t.Error("no problem found")
		return ""
	}
	if bytes.Contains([]byte(err.Error()), []byte(dir)) || strings.Contains(err.Error(), "hush") {
		t.Error("the machine's path or a secret is in", err)
	}
	return err.Error() + "\n"
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
