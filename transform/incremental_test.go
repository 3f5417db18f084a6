package transform

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
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
			n := 0
			for round := range 6 {
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
					default:
						say(t, db, n, id, on, person, texts[random.IntN(len(texts))])
					}
				}
				switch random.IntN(5) {
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
