package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
)

var update = flag.Bool("update", false, "write the golden files anew")

// private is what a person of customers.csv must not be told by.
type private struct {
	id, name  string
	addresses []string
}

// customersOf reads customers.csv by itself: those with consent and those without.
func customersOf(t *testing.T, dir string) (with, without []private) {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, "customers.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for _, row := range rows[1:] {
		p := private{row[at["person_id"]], row[at["name"]], strings.Split(row[at["email"]], ";")}
		if row[at["consent"]] == "yes" {
			with = append(with, p)
		} else {
			without = append(without, p)
		}
	}
	return with, without
}

// TestWhoGaveNoConsentIsOnNoList looks for people in all that leaves the
// warehouse: every published table, every file of the reports, the mail. Nobody's
// address is anywhere; who gave no consent is nowhere by their id, and on no list by
// key or name.
func TestWhoGaveNoConsentIsOnNoList(t *testing.T) {
	wholeOnly(t)
	dir := demoWorkspace(t)
	settings, err := os.ReadFile(filepath.Join(dir, "earshot.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "earshot.yaml"), string(settings)+"mail: {server: {host: localhost}, from: us@acme.example, recipients: [{to: ana@acme.example}]}\n")
	for _, args := range [][]string{{"run", "nightly"}, {"mail", "--dry-run"}} {
		if code, out := call(dir, args...); code != exitDone {
			t.Fatalf("%v: %d\n%s", args, code, out)
		}
	}
	with, without := customersOf(t, dir)
	if len(with) < 50 || len(without) < 20 {
		t.Fatalf("%d with consent, %d without: too few to look for", len(with), len(without))
	}
	var all strings.Builder
	for _, text := range published(t, dir) {
		all.WriteString(text)
	}
	lists := ""
	for _, list := range []string{"people_to_tell", "people_to_ask", "people_to_invite"} {
		rows := ask(t, dir, "select cast(l as varchar) from "+list+" l")
		if len(rows) == 0 {
			t.Errorf("%s is empty: nothing to look at", list)
		}
		lists += strings.Join(rows, "\n")
	}
	err = filepath.WalkDir(filepath.Join(dir, "data", "reports"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || strings.HasSuffix(path, ".parquet") || strings.HasSuffix(path, ".xlsx") {
			return err
		}
		content, err := os.ReadFile(path)
		all.Write(content)
		if strings.Contains(path, "review") || strings.Contains(path, "refinement") || strings.Contains(path, "voices") {
			lists += string(content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	words := regexp.MustCompile(`P-[0-9]+`)
	seen := map[string]bool{}
	for _, id := range words.FindAllString(all.String(), -1) {
		seen[id] = true
	}
	listed := 0
	for _, p := range append(with, without...) {
		for _, address := range p.addresses {
			if address != "" && strings.Contains(strings.ToLower(all.String()), strings.ToLower(address)) {
				t.Errorf("the address of %s is there", p.id)
			}
		}
		if seen[p.id] {
			listed++
		}
	}
	keys := keysOf(t, dir)
	for _, p := range without {
		if seen[p.id] || strings.Contains(lists, keys[p.id]) || strings.Contains(lists, p.name) {
			t.Errorf("%s gave no consent and is on a list", p.id)
		}
	}
	if listed < 20 {
		t.Errorf("only %d people on all lists", listed)
	}
}

// keysOf are the keys of the customers in the warehouse, by their ids.
func keysOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	ctx := context.Background()
	db, err := warehouse.Open(ctx, filepath.Join(dir, "data", "warehouse.duckdb"), warehouse.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Strings(ctx, "select native_id || ' ' || person_key from landing.people")
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	for _, row := range rows {
		id, key, _ := strings.Cut(row, " ")
		keys[id] = key
	}
	return keys
}

// TestDemoPacks compares the packs of the demo; look at each as a page before
// writing it anew with -update.
func TestDemoPacks(t *testing.T) {
	wholeOnly(t)
	dir := demoWorkspace(t)
	if code, out := call(dir, "run", "nightly"); code != exitDone {
		t.Fatalf("%d\n%s", code, out)
	}
	for _, name := range []string{"refinement", "planning", "review", "retrospective", "voices"} {
		got, err := os.ReadFile(filepath.Join(dir, "data", "reports", "2026-07-06", name+".html"))
		if err != nil {
			t.Fatal(err)
		}
		_, got, _ = bytes.Cut(got, []byte("</header>")) // before it stand style sheet and policy
		got, _, _ = bytes.Cut(got, []byte("<script>"))
		golden := filepath.Join("testdata", "golden", name+".html")
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
