package queries

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
)

func TestOwnQuestionsReplaceBuiltInOnes(t *testing.T) {
	own := t.TempDir()
	write(t, filepath.Join(own, "unread.sql"), "-- Mine?\n-- param: low = 2: the least\nselect n from (values (1), (2), (3)) as v(n) where n >= cast($low as integer) order by n\n")
	list, err := Load(own)
	if err != nil {
		t.Fatal(err)
	}
	builtIn, err := Load("")
	if err != nil || len(list) != len(builtIn) {
		t.Fatalf("%d questions where %d are built in: %v", len(list), len(builtIn), err)
	}
	db, err := warehouse.Open(context.Background(), "", warehouse.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range list {
		if q.Name != "unread" {
			continue
		}
		for given, want := range map[string][][]string{"": {{"2"}, {"3"}}, "3": {{"3"}}} {
			params := map[string]string{"low": given}
			if given == "" {
				params = nil
			}
			answer, err := Ask(context.Background(), db, q, params)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(Answer{[]string{"n"}, want}, answer); diff != "" {
				t.Error(diff)
			}
		}
		if _, err := Ask(context.Background(), db, q, map[string]string{"high": "1"}); err == nil || !strings.Contains(err.Error(), `no parameter "high"`) {
			t.Errorf("an unknown parameter: %v", err)
		}
	}
}

func TestAQuestionSaysWhatItAnswers(t *testing.T) {
	own := t.TempDir()
	write(t, filepath.Join(own, "mute.sql"), "select 1\n")
	if _, err := Load(own); err == nil || !strings.Contains(err.Error(), "query mute: the first line must say") {
		t.Errorf("got %v", err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
