package config

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestContacts(t *testing.T) {
	path := write(t, t.TempDir(), "contacts.csv", "Date;who;role;kind;item\n2026-06-01;P-7;PO;Interview;\n2026-06-02;jane@acme.example;developer;told;PAY-1\n")
	got, err := LoadContacts(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []Contact{
		{On: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Who: "P-7", Role: "product owner", Kind: "interview", Line: 2},
		{On: time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC), Who: "jane@acme.example", Role: "developer", Kind: "told", Item: "PAY-1", Line: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if none, err := LoadContacts(path + ".none"); err != nil || none != nil {
		t.Errorf("%v, %v", none, err)
	}
}

func TestCapDays(t *testing.T) {
	for text, want := range map[string]int{"": 90, "30 days": 30, "1 day": 1, "6 weeks": 42} {
		if got := (Invite{Cap: text}).CapDays(); got != want {
			t.Errorf("%q: %d days, want %d", text, got, want)
		}
	}
}

// FuzzLoadContacts reads anything: what has no problem names a day, somebody, a
// role and a kind, and what was told.
func FuzzLoadContacts(f *testing.F) {
	f.Add([]byte("date,who,role,kind,item\n2026-06-01,P-7,po,told,PAY-1\n"))
	f.Add([]byte("date;who;role;kind\n1.6.2026;;boss;lunch\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), "contacts.csv")
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		contacts, _ := LoadContacts(path)
		for _, c := range contacts {
			if c.On.IsZero() || c.Who == "" || c.Role == "" || c.Kind == "" || c.Kind == "told" && c.Item == "" {
				t.Errorf("%+v", c)
			}
		}
	})
}
