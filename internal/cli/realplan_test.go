package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
)

const realSources = `name: Real
as_of: 2023-07-26
languages: [en]
sources:
  - name: reviews
    kind: survey
    channel: review
    files: [data-of-others/dated/chatgpt_ios/chatgpt_reviews.csv]
    time: {column: date, zone: UTC}
    ratings: [{column: rating, metric: stars}]
    comments: [review]
    title: title
  - name: issues
    kind: tracker
    files: [data-of-others/api/narkoz-gitlab/project_issues.json, data-of-others/api/octokit-fixtures/api.github.com/paginate-issues/normalized-fixture.json]
    role: feedback
  - name: plan
    kind: tracker
    files: [data-of-others/api/go-jira/issues_in_sprint.json, data-of-others/api/go-jira/sprints.json]
    tracker: jira
    role: plan
`

// demandedThemes are the themes that five people or more complained of or asked for in the 13
// weeks before the day, counted without the models of the plan.
const demandedThemes = `select theme_id from feedback_themes
	where (is_request or polarity = 'negative') and occurred_on >= date '2023-07-26' - 91 and occurred_on < date '2023-07-26'
	group by theme_id having count(distinct voter) >= 5 order by theme_id`

// TestRealPlan holds real reviews and issues against the items of a real plan,
// none of which is about any theme until links.csv says so.
func TestRealPlan(t *testing.T) {
	data := os.Getenv("EARSHOT_EVAL_DATA")
	if data == "" {
		t.Skip("EARSHOT_EVAL_DATA is not set: no real files to read")
	}
	dir := filepath.Join(t.TempDir(), "real")
	run := func(args ...string) {
		t.Helper()
		if code, out := call(dir, args...); code != exitDone && code != exitPart {
			t.Fatalf("%v: %d\n%s", args, code, out)
		}
	}
	run("init", dir)
	if err := os.Symlink(data, filepath.Join(dir, "data-of-others")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "earshot.yaml"), realSources)
	run("run", "nightly")
	demanded, items := ask(t, dir, demandedThemes), ask(t, dir, "select key from work_items where state in ('open', 'in progress') order by key")
	if len(demanded) < 5 || len(items) == 0 {
		t.Fatalf("%v demanded, %v open items: too little to look at", demanded, items)
	}
	const noItem = "select theme_id from demand_vs_plan where list = 'no item' order by theme_id"
	if diff := cmp.Diff(demanded, ask(t, dir, noItem)); diff != "" {
		t.Errorf("without a link all that is demanded has no item (-want +got):\n%s", diff)
	}
	write(t, filepath.Join(dir, "links.csv"), "item,theme,link,by\n"+items[0]+","+demanded[0]+",yes,ann\n")
	run("run", "nightly")
	if diff := cmp.Diff(demanded[1:], ask(t, dir, noItem)); diff != "" {
		t.Errorf("with a link to %s (-want +got):\n%s", demanded[0], diff)
	}
	stalled := ask(t, dir, "select item from demand_vs_plan where list = 'stalled' and theme_id = '"+demanded[0]+"'")
	if !slices.Equal(stalled, items[:1]) { // its last change was in 2016
		t.Errorf("stalled: %v, want %s", stalled, items[0])
	}
	t.Logf("demanded: %v", demanded)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ask gives the rows of a query of one text column on what is published.
func ask(t *testing.T, workspace, query string) []string {
	t.Helper()
	ctx := context.Background()
	db, err := warehouse.OpenPublished(ctx, filepath.Join(workspace, "data", "published", warehouse.Published), warehouse.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Strings(ctx, query)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
