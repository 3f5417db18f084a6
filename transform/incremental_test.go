package transform

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
)

// contents gives every table that the models built, as text.
func contents(t *testing.T, db *warehouse.DB) map[string]string {
	t.Helper()
	tables, err := db.Strings(context.Background(), "select table_name from duckdb_tables() where schema_name = 'main' and not temporary")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, table := range tables {
		if table == "run_facts" || table == "runs" { // tell which run it was
			continue
		}
		all[table] = rounded(lines(t, db, "select cast(r as varchar) from "+table+" r order by all"))
	}
	return all
}

// rounded keeps nine digits of each number: those after them depend on the
// order in which DuckDB sums.
func rounded(text string) string {
	return regexp.MustCompile(`\d+\.\d{6,}(e-?\d+)?`).ReplaceAllStringFunc(text, func(number string) string {
		value, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return number
		}
		return strconv.FormatFloat(value, 'g', 9, 64)
	})
}

// TestIncrementalEqualsFull makes random edits and compares what the
// incremental runs made of them with what a full one does.
func TestIncrementalEqualsFull(t *testing.T) {
	texts := []string{
		"I cannot log in", "login page design is fine", "It crashed. Twice! But support is great", "please add dark mode",
		"It keeps on closing, E-404", "", "password reset works well", "very slow but not bad", "no idea", "love it!!",
	}
	seeds := uint64(3)
	if testing.Short() {
		seeds = 1
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 7))
			db := open(t)
			run := testRun("r0")
			run.AsOf = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
			run.Kinds = map[string]string{"s": "survey", "other": "survey"}
			run.Own = "testdata/own"
			n := 1
			sprint(t, db, n, random)
			for round := range 8 {
				n++
				for range 1 + random.IntN(6) {
					id := 1 + random.IntN(30)
					on, person := fmt.Sprintf("2026-0%d-%02d", 5+random.IntN(2), 1+random.IntN(28)), fmt.Sprint("p", random.IntN(12))
					switch random.IntN(8) {
					case 6, 7:
						copyRecord(t, db, n, id)
					case 0:
						exec(t, db, "update landing.feedback set deleted = true, batch_no = ? where feedback_id = ?", n, id)
						batch(t, db, n)
					case 1:
						rate(t, db, n, id, on, person, random.IntN(11))
						invite(t, db, n, id, on, fmt.Sprint("p", random.IntN(12)))
					default:
						say(t, db, n, id, on, person, texts[random.IntN(len(texts))])
					}
				}
				if random.IntN(2) == 0 {
					n++
					planned(t, db, n, fmt.Sprint("PAY-", random.IntN(6)), texts[random.IntN(len(texts))], texts[random.IntN(len(texts))], []string{"login", "crash", ""}[random.IntN(3)])
					exec(t, db, "update landing.work_items set state = ?, sprint = ?, contract = true, closed_at = timestamp '2026-05-05' + interval 1 day * cast(? as int) where native_id = ?",
						[]string{"open", "done", "declined"}[random.IntN(3)], fmt.Sprintf("Pay %d", 2*random.IntN(3)), random.IntN(50), fmt.Sprint("PAY-", random.IntN(6)))
					run.Promises = append(run.Promises, Promise{To: fmt.Sprint("a", random.IntN(3)), Item: fmt.Sprint("PAY-", random.IntN(6)), By: "ada", PromisedOn: run.AsOf.AddDate(0, 0, -random.IntN(90)), DueOn: run.AsOf})
					run.Links = append(run.Links, Link{Item: fmt.Sprint("PAY-", random.IntN(6)), Theme: "login", Linked: random.IntN(2) == 0, By: "ada"})
				}
				switch random.IntN(8) {
				case 7:
					n++
					sprint(t, db, n, random)
				case 5, 6:
					n++
					enlist(t, db, n, random)
				case 0:
					run.Labels = append(run.Labels, Label{"s", fmt.Sprint(1 + random.IntN(30)), "login", random.IntN(2) == 0, "ada"})
				case 1:
					run.Labels = nil
				case 2:
					run.Themes[1].Phrases = append(run.Themes[1].Phrases, "slow")
				case 3:
					run.AsOf = run.AsOf.AddDate(0, 0, 3)
				}
				run.ID = fmt.Sprintf("r%d", round)
				transformed(t, db, run)
				incremental := contents(t, db)
				full := run
				full.Full = true
				transformed(t, db, full)
				if diff := cmp.Diff(contents(t, db), incremental); diff != "" {
					t.Fatalf("round %d (-full +incremental):\n%s", round, diff)
				}
			}
		})
	}
}

// invite lands one invitation in place of an older version.
func invite(t *testing.T, db *warehouse.DB, n, id int, on, person string) {
	t.Helper()
	exec(t, db, "delete from landing.invitations where native_id = ?", fmt.Sprint(id))
	exec(t, db, `insert into landing.invitations
		(source, native_id, survey, person_key, author_email, invited_at, invited_on, deleted, content_hash, run_id, batch_no)
		values ('list', ?, 's', ?, ?, cast(? as timestamp) - interval '14' day, cast(? as date) - 14, false, 1, 'r', ?)`,
		fmt.Sprint(id), person, fmt.Sprintf("x@d%d.example", id%4), on, on, n)
}

// sprint writes another list of sprints, some of which overlap.
func sprint(t *testing.T, db *warehouse.DB, n int, random *rand.Rand) {
	t.Helper()
	exec(t, db, "delete from landing.sprints")
	for i := range random.IntN(6) {
		exec(t, db, `insert into landing.sprints (source, native_id, starts_on, ends_on, content_hash, run_id, batch_no)
			select 'plan', ?, date '2026-05-01' + cast(? as int), date '2026-05-01' + cast(? as int), 1, 'r', ?`,
			fmt.Sprintf("%s %d", []string{"Pay", "App"}[i%2], i), 14*i, 14*i+7+random.IntN(14), n)
	}
	batch(t, db, n)
}

// enlist writes another list of customers, as a new customers.csv does: each of
// the authors may belong to a person with other addresses and logins, and to an
// account.
func enlist(t *testing.T, db *warehouse.DB, n int, random *rand.Rand) {
	t.Helper()
	exec(t, db, "delete from landing.people")
	exec(t, db, "delete from landing.accounts")
	for id := range random.IntN(5) {
		keys, logins := []string{}, []string{}
		for range random.IntN(4) {
			keys = append(keys, fmt.Sprintf("'p%d'", random.IntN(12)))
		}
		for range random.IntN(3) {
			logins = append(logins, fmt.Sprintf("'%slog%d'", []string{"", "s:", "survey:", "git:"}[random.IntN(4)], random.IntN(4)))
		}
		exec(t, db, fmt.Sprintf(`insert into landing.people
			(source, native_id, person_key, person_keys, logins, account, consent, deleted, content_hash, run_id, batch_no)
			values ('customers', '%[1]d', 'person %[1]d', [%[2]s], [%[3]s], 'a%[4]d', true, false, 1, 'r', %[5]d)`,
			id, strings.Join(keys, ", "), strings.Join(logins, ", "), random.IntN(3), n))
	}
	for id := range random.IntN(4) {
		exec(t, db, fmt.Sprintf(`insert into landing.accounts
			(source, native_id, name, domains, segment, plan, deleted, content_hash, run_id, batch_no)
			values ('customers', 'a%d', 'Account %[1]d', ['d%d.example'], 'segment %d', 'plan', false, 1, 'r', %d)`,
			id, random.IntN(3), random.IntN(2), n))
	}
	batch(t, db, n)
}
