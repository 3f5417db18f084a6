package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

const planSettings = measuredSettings + `  - name: plan
    kind: tracker
    files: plan/*.json
    tracker: jira
    role: plan
    contract_label: contract
`

// planModels are those that hold what customers ask for against the plan.
const planModels = `'theme_items', 'int_demand_days', 'demand', 'int_plan_sprints', 'int_item_phases', 'int_item_effects',
	'demand_vs_plan', 'plan_coverage', 'promises', 'contracts', 'waste', 'relief'`

// benchPlan times the lists of demand against the plan: all of them built anew,
// over answers with a comment each and items of six years.
func benchPlan(ctx context.Context, binary, dir string, rows, items int) error {
	space := filepath.Join(dir, "plan")
	if err := makeWorkspace(space, planSettings, 200, 3, rows); err != nil {
		return err
	}
	if err := newCorpus(3).plan(filepath.Join(space, "plan"), items); err != nil {
		return err
	}
	fmt.Printf("\n%d comments over 3 years, 200 themes, %d items of the plan\n\n", rows, items)
	if _, err := earshotIn(ctx, binary, space, "ingest", "ingest"); err != nil {
		return err
	}
	if _, err := earshotIn(ctx, binary, space, "transform, everything", "transform"); err != nil {
		return err
	}
	err := inWarehouse(ctx, space, func(db *warehouse.DB) error {
		return db.Exec(ctx, "delete from ops.models where name in ("+planModels+")")
	})
	if err != nil {
		return err
	}
	lists, err := earshotIn(ctx, binary, space, "transform, all lists anew", "transform")
	if err != nil {
		return err
	}
	atMost("all lists, s", lists.wall.Seconds(), 20)
	return nil
}

// plan writes so many items as Jira gives them, with 80 sprints of two weeks and
// a release every month; one in eight is open.
func (c *corpus) plan(folder string, items int) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	first := end.AddDate(0, 0, -7*2*78)
	var versions, sprints []any
	for n := range 36 {
		versions = append(versions, map[string]any{"name": fmt.Sprintf("%d.0", n+1), "released": true, "projectId": 1, "releaseDate": first.AddDate(0, n+1, 0).Format(time.DateOnly)})
	}
	for n := range 80 {
		sprints = append(sprints, sprintOf(first, n))
	}
	return errors.Join(
		writeJSON(filepath.Join(folder, "versions.json"), versions),
		writeJSON(filepath.Join(folder, "sprints.json"), map[string]any{"startAt": 0, "values": sprints}),
		c.issues(filepath.Join(folder, "items.json"), first, items, versions))
}

func sprintOf(first time.Time, n int) map[string]any {
	return map[string]any{"id": n + 1, "name": fmt.Sprintf("Sprint %d", n), "state": "closed", "originBoardId": 1,
		"startDate": first.AddDate(0, 0, 14*n).Format(jiraTime), "endDate": first.AddDate(0, 0, 14*n+13).Format(jiraTime)}
}

const jiraTime = "2006-01-02T15:04:05.000-0700"

// issues writes the items: their words are those of the comments, so that the
// themes' own phrases link most of them.
func (c *corpus) issues(path string, first time.Time, n int, versions []any) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 1<<20)
	fmt.Fprint(w, `{"issues":[`)
	encoder := json.NewEncoder(w)
	for i := range n {
		if i > 0 {
			w.WriteByte(',')
		}
		err = errors.Join(err, encoder.Encode(c.issue(i, n, first, versions)))
	}
	fmt.Fprint(w, "]}")
	return errors.Join(err, w.Flush(), file.Close())
}

func (c *corpus) issue(i, n int, first time.Time, versions []any) map[string]any {
	sprint := i * 79 / n
	created := first.AddDate(0, 0, 14*sprint-c.random.IntN(60))
	closed := first.AddDate(0, 0, 14*sprint+c.random.IntN(13))
	fields := map[string]any{"summary": c.word() + " " + c.word() + " " + c.word(), "description": c.comment(),
		"issuetype": map[string]any{"name": []string{"Story", "Bug", "Enabler", "Technical debt"}[c.random.IntN(4)]},
		"labels":    []string{fmt.Sprintf("theme-%02d", c.random.IntN(400))}, "customfield_10016": 1 + c.random.IntN(13),
		"created": created.Format(jiraTime), "updated": created.Format(jiraTime), "customfield_10020": []any{sprintOf(first, sprint)},
		"status": map[string]any{"name": "To Do", "statusCategory": map[string]any{"key": "new"}}}
	switch c.random.IntN(8) {
	case 0:
	case 1:
		fields["resolution"] = map[string]any{"name": "Won't Do"}
	default:
		fields["resolution"], fields["fixVersions"] = map[string]any{"name": "Done"}, []any{versions[min(len(versions)-1, sprint*14/31)]}
	}
	if fields["resolution"] != nil {
		fields["status"] = map[string]any{"name": "Done", "statusCategory": map[string]any{"key": "done"}}
		fields["resolutiondate"], fields["updated"] = closed.Format(jiraTime), closed.Format(jiraTime)
	}
	return map[string]any{"id": fmt.Sprint(i), "key": fmt.Sprintf("B-%d", i), "self": "https://jira.example/rest/api/3/issue/" + fmt.Sprint(i), "fields": fields}
}

func writeJSON(path string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}
