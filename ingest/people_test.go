package ingest_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/customers"
	"github.com/earshot/earshot/ingest/survey"
)

// landed ingests one file of another source.
func (p *place) landed(name string, format ingest.Format, file, text string) ingest.Counts {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.root, file), []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
	results, err := p.landing().Run(context.Background(), []ingest.Source{{Name: name, Files: []string{file}, Format: format}})
	if err != nil || results[0].Err != nil {
		p.t.Fatal(err, results)
	}
	return results[0].Counts
}

// TestInvitationsAreLanded reads a list of who was asked, again when it has
// changed, and rebuilds it from the log.
func TestInvitationsAreLanded(t *testing.T) {
	p := newPlace(t)
	format, err := survey.New(survey.Settings{InvitationsTo: "web", Time: survey.Time{Column: "sent"}, ID: survey.Column{Name: "mail"},
		Respondent: survey.Respondent{Email: survey.Column{Name: "mail"}}, Segments: map[string]survey.Column{"wave": {Name: "wave"}}}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	p.write("a.csv", "1,2026-05-01T22:30:00Z,Ada@a.example,9,good\n")
	p.ingest()
	got := p.landed("list", format, "list.csv", "mail,sent,wave\nada@a.example,2026-04-30,spring\nbob@b.example,,spring\ncyd@c.example,soon,spring\n")
	if diff := cmp.Diff(ingest.Counts{Read: 3, Stored: 1, Skipped: 1, Rejected: 1}, got); diff != "" {
		t.Error(diff)
	}
	p.landed("list", format, "list.csv", "mail,sent,wave\nada@a.example,2026-05-01,spring\nbob@b.example,2026-05-01,\n")
	const query = "select native_id || ' ' || survey || ' ' || invited_on || ' ' || coalesce(segments, '-') || ' ' || batch_no from landing.invitations order by native_id"
	want := "ada@a.example web 2026-05-01 {\"wave\":\"spring\"} 3\nbob@b.example web 2026-05-01 - 3"
	p.want(query, want)
	p.want("select cast(count(*) as varchar) from landing.invitations i join landing.ratings r using (person_key)", "1")
	p.rebuild()
	p.want(query, want)
	p.want(rejects, "")
}

// TestPeopleHaveKeys lands customers.csv: the key of a person does not depend on
// the addresses, and each address has the key that its answers have.
func TestPeopleHaveKeys(t *testing.T) {
	p := newPlace(t)
	format, err := customers.New(customers.Settings{}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	p.write("a.csv", "1,2026-05-01T22:30:00Z,Ada@a.example,9,good\n")
	p.ingest()
	p.landed("customers", format, "customers.csv", "person_id,email,logins\n7,ada@a.example;ada@b.example,github:ada\n")
	p.want("select cast(count(*) as varchar) from landing.ratings where person_key in (select person_keys[1] from landing.people)", "1")
	const key = "select person_key from landing.people"
	before := p.rows(key)
	p.landed("customers", format, "customers.csv", "person_id,email,logins\n7,ada@c.example,ada;github:ada\n")
	if before == "" || before != p.rows(key) {
		t.Errorf("the person's key was %q, is %q", before, p.rows(key))
	}
	const ways = "select array_to_string(emails, ' ') || ' ' || array_to_string(logins, ' ') from landing.people"
	p.want(ways, "ada@c.example ada github:ada")
	p.rebuild()
	p.want(ways, "ada@c.example ada github:ada")
	p.want(key, before)
}
