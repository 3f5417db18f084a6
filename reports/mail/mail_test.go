package mail

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden makes the mail of each week that has to be told plainly, in both
// parts; and the one that has everything in German, of some themes.
func TestGolden(t *testing.T) {
	for name, parts := range cases() {
		t.Run(name, func(t *testing.T) {
			db := published(t, parts...)
			d := loaded(t, db)
			m, err := d.Compose(edition())
			if err != nil {
				t.Fatal(err)
			}
			check(t, m, db)
			compare(t, m.HTML, name+".html")
			compare(t, "Subject: "+m.Subject+"\nPreheader: "+m.Finding.Second+"\nKind: "+m.Kind+"\n\n"+m.Text, name+".txt")
			if name != "full" {
				return
			}
			compare(t, string(m.Source), name+".eml")
			own := edition()
			own.Language, own.Themes, own.Segments, own.Reports = "de", []string{"login", "search"}, []string{"Enterprise", "Pro"}, ""
			m, err = d.Compose(own)
			if err != nil {
				t.Fatal(err)
			}
			check(t, m, db)
			compare(t, m.HTML, "german.html")
			compare(t, "Subject: "+m.Subject+"\nPreheader: "+m.Finding.Second+"\nKind: "+m.Kind+"\n\n"+m.Text, "german.txt")
		})
	}
}

func compare(t *testing.T, got, name string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); see it and run with -update:\n%s", name, diff)
	}
}

// TestSameRunSameBytes: two readings of the same file give the same message.
func TestSameRunSameBytes(t *testing.T) {
	db := published(t, cases()["full"]...)
	var sources []string
	for range 2 {
		m, err := loaded(t, db).Compose(edition())
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, string(m.Source))
	}
	if diff := cmp.Diff(sources[0], sources[1]); diff != "" {
		t.Error(diff)
	}
}

// TestMissingMarts: a file of another version lacks some; their sections are
// left out.
func TestMissingMarts(t *testing.T) {
	parts := append(cases()["full"], filepath.Join(t.TempDir(), "drop.sql"))
	if err := os.WriteFile(parts[len(parts)-1], []byte("drop table alarms; drop table release_verdicts; drop table unheard; drop table work_items; drop table theme_items; drop table demand_vs_plan; drop table people_to_tell; drop table people_to_invite;"), 0o644); err != nil {
		t.Fatal(err)
	}
	d := loaded(t, published(t, parts...))
	if len(d.alarms)+len(d.claims)+len(d.unheard)+len(d.items) > 0 {
		t.Error("rows of tables that are not there")
	}
	m, err := d.Compose(edition())
	if err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{english().AlarmsTitle, english().VerdictsTitle, english().UnheardTitle, english().NoItem, english().PlanTitle} {
		if strings.Contains(m.Text, title) || strings.Contains(m.HTML, title) {
			t.Errorf("%q without its mart", title)
		}
	}
}
