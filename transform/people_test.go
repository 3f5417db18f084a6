package transform

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
)

// customer lands one person of customers.csv; keys and logins are SQL lists.
func customer(t *testing.T, db *warehouse.DB, n int, id, keys, logins, account string) {
	t.Helper()
	exec(t, db, `insert into landing.people
		(source, native_id, person_key, person_keys, logins, account, consent, deleted, content_hash, run_id, batch_no)
		values ('customers', ?, 'person ' || ?, `+keys+`, `+logins+`, ?, true, false, 1, 'r', ?)`, id, id, orNull(account), n)
	batch(t, db, n)
}

// known gives records an author and an account as the source tells them.
func known(t *testing.T, db *warehouse.DB, id int, login, email, account string) {
	t.Helper()
	for _, record := range [][2]string{{"feedback", "feedback"}, {"ratings", "rating"}} {
		exec(t, db, "update landing."+record[0]+" set author_id = ?, author_email = ?, account = ? where "+record[1]+"_id = ?",
			orNull(login), orNull(email), orNull(account), id)
	}
}

const resolved = "select feedback_id || ' ' || coalesce(person_key, '-') || ' ' || person_match || ' ' || coalesce(account, '-') || ' ' || account_match from feedback order by feedback_id"

// TestPeopleAreResolved has one person answer from two addresses and by a login.
func TestPeopleAreResolved(t *testing.T) {
	db := open(t)
	run := testRun("r1")
	run.Kinds = map[string]string{"s": "survey", "desk": "zendesk"}
	exec(t, db, `insert into landing.accounts (source, native_id, name, domains, deleted, content_hash, run_id, batch_no)
		values ('customers', 'A1', 'Acme', ['acme.example'], false, 1, 'r', 1)`)
	customer(t, db, 1, "ada", "['k1', 'k2']", "['github:ada', 'zendesk:77', 's:8']", "A1")
	customer(t, db, 1, "bob", "['k3']", "[]::varchar[]", "")
	for id, author := range [][4]string{
		1: {"k1", "", "", ""}, 2: {"k2", "", "", ""}, // both addresses
		3: {"k9", "GitHub:Ada", "", ""},       // the login, whatever the source
		4: {"k8", "8", "", ""},                // a login of this source
		5: {"k7", "77", "x@acme.example", ""}, // that of another kind of source; a colleague
		6: {"k3", "", "", "acme"}, 7: {"k4", "", "", "Zeta"}, 8: {"", "", "", ""},
	} {
		if id == 0 {
			continue
		}
		say(t, db, 1, id, "2026-06-30", author[0], "I cannot log in")
		rate(t, db, 1, id, "2026-06-30", author[0], 9)
		known(t, db, id, author[1], author[2], author[3])
	}
	exec(t, db, "update landing.feedback set person_key = null where feedback_id = 8; update landing.ratings set person_key = null where rating_id = 8")
	transformed(t, db, run)
	want := strings.TrimSpace(`
1 person ada address Acme person
2 person ada address Acme person
3 person ada login Acme person
4 person ada login Acme person
5 k7 itself Acme domain
6 person bob address Acme account name
7 k4 itself Zeta source
8 - anonymous - none`)
	if diff := cmp.Diff(want, lines(t, db, resolved)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, lines(t, db, strings.NewReplacer("feedback_id", "rating_id", "from feedback", "from ratings").Replace(resolved))); diff != "" {
		t.Error("ratings:", diff)
	}
	for query, want := range map[string]string{
		"select n || ' ' || n_people || ' ' || n_anonymous from satisfaction where metric = 'nps' and period_kind = 'week' and dimension = 'all'":                        "5 4 1",
		"select mentions || ' ' || people || ' ' || exposure from themes where theme_id = 'login' and period_kind = 'week' and dimension = 'all'":                        "8 5 5",
		"select cast(people_now as varchar) from movers where theme_id = 'login'":                                                                                        "5",
		"select heard || ' of ' || customers from unheard where dimension = 'all'":                                                                                       "2 of 2",
		"select string_agg(reason || ' ' || records, ', ' order by records desc, reason) from identity where record = 'feedback' and told = 'person'":                    "address 3, itself 2, login 2, anonymous 1",
		"select n || ' ' || round(share, 1) || ' ' || round(share_low, 1) || ' ' || round(share_high, 1) from identity where record = 'rating' and reason = 'anonymous'": "8 12.5 2.2 47.1",
		"select string_agg(reason || ' ' || records, ', ' order by records desc, reason) from identity where record = 'rating' and told = 'account'":                     "person 4, account name 1, domain 1, none 1, source 1",
	} {
		if diff := cmp.Diff(want, lines(t, db, query)); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
}

// TestCustomersAreFollowed changes customers.csv: only records of those whom it
// tells otherwise are built anew.
func TestCustomersAreFollowed(t *testing.T) {
	db := open(t)
	run := testRun("r1")
	for id := 1; id <= 5; id++ {
		say(t, db, 1, id, "2026-06-30", []string{"", "k1", "k2", "k3", "k1", "k4"}[id], "I cannot log in")
		known(t, db, id, "", "", "")
	}
	customer(t, db, 1, "ada", "['k1']", "[]::varchar[]", "")
	transformed(t, db, run)
	people := func() string {
		return lines(t, db, "select string_agg(person_key, ' ' order by feedback_id) from feedback") + ", " +
			lines(t, db, "select cast(people as varchar) from themes where theme_id = 'login' and period_kind = 'week' and dimension = 'all'")
	}
	if diff := cmp.Diff("person ada k2 k3 person ada k4, 4", people()); diff != "" {
		t.Error(diff)
	}
	exec(t, db, "delete from landing.people")
	customer(t, db, 2, "ada", "['k1', 'k2']", "[]::varchar[]", "")
	// An address that two have is the first one's.
	customer(t, db, 2, "cyd", "['k2', 'k3']", "[]::varchar[]", "")
	run.ID = "r2"
	if result := transformed(t, db, run); result.Changed != 2 {
		t.Errorf("%d records built anew, want the 2 of k2 and k3", result.Changed)
	}
	if diff := cmp.Diff("person ada person ada person cyd person ada k4, 3", people()); diff != "" {
		t.Error(diff)
	}
	exec(t, db, "update landing.people set account = 'A1', batch_no = 3 where native_id = 'cyd'")
	batch(t, db, 3)
	run.ID = "r3"
	if result := transformed(t, db, run); result.Changed != 1 {
		t.Errorf("%d records built anew, want the 1 whose account is known now", result.Changed)
	}
	if diff := cmp.Diff("A1", lines(t, db, "select account from feedback where feedback_id = 3")); diff != "" {
		t.Error(diff)
	}
}
