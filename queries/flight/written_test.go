package flight

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/reader"
)

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
	if err := db.QueryRow("select body from feedback where feedback_id = ?", "7").Scan(&words); err != nil || words != "words 7" {
		t.Fatalf("%q, %v", words, err)
	}
	log, err := os.ReadFile(filepath.Join(folder, "audit.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"user":"ann"`, `"from":"127.0.0.1"`, `"target":"flight"`, "select body from feedback where feedback_id = ?", `"params":{"1":"7"}`, `"result":"begun"`, `"result":"done"`} {
		if !strings.Contains(string(log), want) {
			t.Errorf("no %s in\n%s", want, log)
		}
	}
	for _, never := range []string{"words 7", "secret-1"} {
		if strings.Contains(string(log), never) {
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
