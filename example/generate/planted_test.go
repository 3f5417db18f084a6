package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var address = regexp.MustCompile(`[a-z0-9._-]+@[a-z0-9.-]+[a-z]`)

// TestPlanted finds again what README.md says is planted.
func TestPlanted(t *testing.T) {
	h := listen(t)
	t.Run("movers", h.testMovers)
	t.Run("size of the moves", h.testSizeOfMoves)
	t.Run("satisfaction", h.testSatisfaction)
	t.Run("plan", h.testPlan)
	t.Run("uncaught", h.testUncaught)
	t.Run("volume", h.testVolume)
	t.Run("repeats", h.testRepeats)
	t.Run("channels", h.testChannels)
	t.Run("silent", h.testSilent)
}

// testSilent: ten of customers.csv never said a word, whoever else did.
func (h *halfYear) testSilent(t *testing.T) {
	spoke := map[string]bool{}
	for name, file := range h.demo.files {
		if !strings.HasPrefix(name, "feedback/nps-") && name != "feedback/support.mbox" {
			continue
		}
		for _, address := range address.FindAllString(strings.ToLower(string(file)), -1) {
			spoke[address] = true
		}
	}
	silent := 0
	for _, row := range h.rows(t, "customers.csv") {
		heard := row["logins"] != ""
		for address := range strings.SplitSeq(row["email"], ";") {
			heard = heard || spoke[address]
		}
		if !heard {
			silent++
		}
		if id := row["person_id"]; heard == (id >= "P-1125") {
			t.Errorf("%s: heard is %t", id, heard)
		}
	}
	if silent != 10 {
		t.Errorf("%d people were never heard from", silent)
	}
}

// testMovers holds the last week against the four before: the planted rise and
// the planted fall, and nothing else, must stand out, however people are counted.
func (h *halfYear) testMovers(t *testing.T) {
	for _, c := range []count{{}, {once: true}, {nested: true}, {once: true, nested: true}} {
		now, before := h.people(c, lastWeek, lastWeek, ""), h.people(c, lastWeek-4, lastWeek-1, "")
		t.Logf("%+v: %d people now, %d before", c, now, before)
		oneSided, twoSided := map[string]float64{}, map[string]float64{}
		for _, r := range h.reader.rules {
			x, x0 := h.people(c, lastWeek, lastWeek, r.ID), h.people(c, lastWeek-4, lastWeek-1, r.ID)
			up, down := tails(x, x+x0, now, before)
			oneSided[r.ID+" up"], oneSided[r.ID+" down"], twoSided[r.ID] = up, down, min(1, 2*min(up, down))
			t.Logf("%-9s %3d now %3d before, p up %.6f, p down %.6f", r.ID, x, x0, up, down)
		}
		if got := significant(oneSided, 0.10); !slices.Equal(got, []string{"export down", "login up"}) {
			t.Errorf("%+v: one-sided %v", c, got)
		}
		if got := significant(twoSided, 0.10); !slices.Equal(got, []string{"export", "login"}) {
			t.Errorf("%+v: two-sided %v", c, got)
		}
	}
}

// testSizeOfMoves: the rise is 2.5 to 3 times and of 20 people at least, the
// fall goes to a third.
func (h *halfYear) testSizeOfMoves(t *testing.T) {
	for theme, want := range map[string][2]float64{"login": {2.5, 3}, "export": {0.25, 0.4}} {
		now := h.people(count{}, lastWeek, lastWeek, theme)
		ratio := float64(4*now) / float64(h.people(count{}, lastWeek-4, lastWeek-1, theme))
		t.Logf("%s: %d people, %.2f times the weeks before", theme, now, ratio)
		if ratio < want[0] || ratio > want[1] || theme == "login" && now < 20 {
			t.Errorf("%s: %d people, %.2f times, want %v", theme, now, ratio, want)
		}
	}
}

// testSatisfaction: large companies lose confidence over the half-year, the
// others do not.
func (h *halfYear) testSatisfaction(t *testing.T) {
	for plan, want := range map[string][2]float64{"Enterprise": {45, 22}, "Solo": {37, 37}, "Workshop": {37, 37}, "": {38, 34}} {
		first, n := h.nps(plan, 0, 8)
		last, m := h.nps(plan, 17, lastWeek)
		t.Logf("%-10s weeks 1 to 9: %.1f (%d answers), weeks 18 to 26: %.1f (%d)", plan, first, n, last, m)
		if first < want[0]-6 || first > want[0]+6 || last < want[1]-6 || last > want[1]+6 {
			t.Errorf("%s: from %.1f to %.1f, want about %v", plan, first, last, want)
		}
	}
	all, n := h.nps("", 0, lastWeek)
	t.Logf("all: %.1f (%d answers)", all, n)
	if all < 33 || all > 37 || n < 1900 || n > 2000 {
		t.Errorf("NPS %.1f of %d answers, want 35 of 1,900", all, n)
	}
}

// nps is the net score of a plan's answers, repeated answers included, and
// their number.
func (h *halfYear) nps(plan string, first, last int) (score float64, n int) {
	net := 0
	for _, r := range h.ratings {
		if !strings.HasPrefix(r.plan, plan) || r.week < first || r.week > last {
			continue
		}
		n++
		switch {
		case r.score >= 9:
			net++
		case r.score <= 6:
			net--
		}
	}
	return 100 * float64(net) / float64(n), n
}

// testPlan: a theme without an item, items that nobody asks for, and one that
// was shipped and is asked for all the same.
func (h *halfYear) testPlan(t *testing.T) {
	rows, err := table("plan.csv")
	if err != nil {
		t.Fatal(err)
	}
	items, asked, sync := map[string]int{}, map[string]int{}, map[bool]int{}
	for _, row := range rows {
		for _, theme := range h.reader.themesOf(row["title"] + "\n" + row["body"]) {
			items[theme]++
		}
	}
	for _, said := range h.all {
		for _, theme := range said.themes {
			asked[theme]++
		}
		text := strings.ToLower(said.title + said.body)
		if slices.ContainsFunc([]string{"two-way", "both ways", "both directions"}, func(s string) bool { return strings.Contains(text, s) }) {
			sync[said.week > 5]++ // 4.0 came out in the sixth week
		}
	}
	t.Logf("items %v, asked for %v, two-way sync before and after 4.0: %d, %d", items, asked, sync[false], sync[true])
	if items["offline"] != 0 || asked["offline"] < 50 {
		t.Errorf("offline: %d items, asked for %d times", items["offline"], asked["offline"])
	}
	if items["kiosk"] < 3 || asked["kiosk"] > 3 {
		t.Errorf("kiosk: %d items, asked for %d times", items["kiosk"], asked["kiosk"])
	}
	if sync[true] < 20 {
		t.Errorf("two-way sync is asked for %d times after it came out", sync[true])
	}
	h.testLists(t, rows)
}

// testLists: what the items themselves must be like for the five lists to name
// those of README.md.
func (h *halfYear) testLists(t *testing.T, rows []map[string]string) {
	open, moved := map[string]int{}, map[string]int{}
	unmoved := monday(weeks).AddDate(0, 0, -56).Format(time.DateOnly)
	for _, row := range rows {
		if row["status"] == "Done" {
			continue
		}
		for _, theme := range h.reader.themesOf(row["title"] + "\n" + row["body"]) {
			open[theme]++
			if max(row["created"], row["updated"]) >= unmoved || row["status"] == "In Progress" || row["sprint"] >= "Sprint 53" {
				moved[theme]++
			}
		}
	}
	t.Logf("open items %v, of them moving %v", open, moved)
	for _, r := range h.reader.rules {
		switch theme := r.ID; theme {
		case "offline", "calendar":
			if open[theme] > 0 {
				t.Errorf("%s: %d open items, want none", theme, open[theme])
			}
		case "parts":
			if open[theme] == 0 || moved[theme] > 0 {
				t.Errorf("%s: %d of %d open items move, want none", theme, moved[theme], open[theme])
			}
		default:
			if moved[theme] == 0 {
				t.Errorf("%s: no open item moves", theme)
			}
		}
	}
}

// TestKeptByHand: what links.csv, promises.csv and contacts.csv name is in the plan and among
// the customers.
func TestKeptByHand(t *testing.T) {
	plan, err := table("plan.csv")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"": true}
	for _, row := range plan {
		known[row["key"]] = true
	}
	for _, name := range []string{"customers.csv", "links.csv", "promises.csv", "contacts.csv"} {
		file, err := os.Open(filepath.Join("..", "workspace", name))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		rows, err := readTable(file)
		if err != nil || len(rows) == 0 {
			t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		for _, row := range rows {
			if name == "customers.csv" {
				known[row["person_id"]], known[row["account_id"]] = true, true
			} else if !known[row["item"]] || !known[row["to"]] || !known[row["who"]] {
				t.Errorf("%s: %v names what is not there", name, row)
			}
		}
	}
}
