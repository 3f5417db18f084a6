package flight

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/reader"
)

// untilDone reads the audit log once it says how a question ended: the client has
// its answer a moment before that is written.
func untilDone(t *testing.T, path string) string {
	t.Helper()
	for {
		log, err := os.ReadFile(path)
		switch {
		case err != nil:
			t.Fatal(err)
		case strings.Contains(string(log), `"result":"done"`):
			return string(log)
		case t.Context().Err() != nil:
			t.Fatalf("no end in\n%s", log)
		}
		runtime.Gosched()
	}
}

// TestQuestionsAreWrittenDown: who asked what, not what came back, and nothing
// is asked that cannot be written down.
func TestQuestionsAreWrittenDown(t *testing.T) {
	folder := t.TempDir()
	audit, err := access.OpenAudit(folder, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	db := open(t, "flightsql://ann:secret-1@"+serveWritten(t, people{"ann": "secret-1"}, audit, nil, reader.Limits{})+"?timeout=10s")
	var words string
	if err := db.QueryRow("select body from feedback where feedback_id = ?", 7).Scan(&words); err != nil || words != "words 7" {
		t.Fatalf("%q, %v", words, err)
	}
	log := untilDone(t, filepath.Join(folder, "audit.jsonl"))
	for _, want := range []string{`"user":"ann"`, `"from":"127.0.0.1"`, `"target":"flight"`, "select body from feedback where feedback_id = ?", `"params":{"1":"7"}`, `"result":"begun"`, `"result":"done"`} {
		if !strings.Contains(log, want) {
			t.Errorf("no %s in\n%s", want, log)
		}
	}
	for _, never := range []string{"words 7", "secret-1"} {
		if strings.Contains(log, never) {
			t.Errorf("%s is in\n%s", never, log)
		}
	}
	if err := audit.Close(); err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryContext(context.Background(), "select body from feedback")
	if err == nil {
		for rows.Next() {
			t.Error("a question that nobody wrote down was answered")
		}
		err = rows.Err()
	}
	if err == nil || !strings.Contains(err.Error(), "cannot be written down") {
		t.Error(err)
	}
}
