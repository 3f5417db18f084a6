package tracker

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/earshot/earshot/ingest"
)

// dataFolder is the folder of real files, which are not part of the project.
func dataFolder(t *testing.T) string {
	folder := os.Getenv("EARSHOT_EVAL_DATA")
	if folder == "" {
		t.Skip("EARSHOT_EVAL_DATA is not set: no real files to read")
	}
	return folder
}

func readFile(t *testing.T, s Settings, path string) []ingest.Item {
	t.Helper()
	r, err := newFormat(t, s).Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var items []ingest.Item
	for r.Scan() {
		items = append(items, r.Item())
	}
	if err := r.Err(); err != nil {
		t.Errorf("%s: %v", path, err)
	}
	return items
}

// TestRealFiles reads every file of the three trackers: each item is stored,
// rejected or counted out with a reason, and each file gives at least one.
func TestRealFiles(t *testing.T) {
	root := dataFolder(t)
	for _, role := range []string{"feedback", "plan", "both"} {
		for _, folder := range []string{"api/octokit-fixtures", "api/narkoz-gitlab", "api/go-jira"} {
			var sum tally
			files := 0
			reasons, rejects := map[string]int{}, map[string]int{}
			err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry os.DirEntry, err error) error {
				if err != nil || entry.IsDir() {
					return err
				}
				files++
				var one tally
				for _, item := range readFile(t, Settings{Roles: Roles{Role: role}}, path) {
					one.add(item)
					sum.add(item)
					if item.Skip != "" {
						reasons[item.Skip]++
					}
					for _, r := range item.Rejects {
						rejects[r.Reason]++
						if testing.Verbose() {
							t.Logf("%s:%d: %s", filepath.Base(path), r.Line, r.Reason)
						}
					}
				}
				if one.read == 0 || one.read != one.stored+one.rejected+one.skipped {
					t.Errorf("%s: %+v: something is lost", path, one)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s as %s: %d files, %+v", folder, role, files, sum)
			for _, reason := range sortedKeys(reasons) {
				t.Logf("    %4d %s", reasons[reason], reason)
			}
		}
	}
}

// TestPaginatedIssues: 13 issues on 5 pages, the answers of a recorded session.
func TestPaginatedIssues(t *testing.T) {
	path := filepath.Join(dataFolder(t), "api/octokit-fixtures/api.github.com/paginate-issues/normalized-fixture.json")
	ids := map[string]bool{}
	for _, item := range readFile(t, Settings{Tracker: "github"}, path) {
		for _, f := range item.Feedback {
			ids[f.NativeID] = true
		}
	}
	if len(ids) != 13 || !ids["octokit-fixture-org/paginate-issues#13"] {
		t.Errorf("%d issues, want 13: %v", len(ids), sortedKeys(ids))
	}
}

func TestSprints(t *testing.T) {
	path := filepath.Join(dataFolder(t), "api/go-jira/sprints.json")
	var sprints []ingest.Sprint
	for _, item := range readFile(t, Settings{Roles: Roles{Role: "plan"}}, path) {
		sprints = append(sprints, item.Sprints...)
	}
	if len(sprints) != 6 || sprints[0].Name != "Iteration-10" || sprints[0].State != "closed" || short(sprints[0].EndsOn) != "2016-04-27T15:29:00Z" {
		t.Errorf("%d sprints, want 6: %+v", len(sprints), sprints)
	}
}
