package email

import (
	"os"
	"path/filepath"
	"testing"
)

// evalData is the folder of real mails, which are not part of the project.
func evalData(t testing.TB) string {
	folder := os.Getenv("EARSHOT_EVAL_DATA")
	if folder == "" {
		t.Skip("EARSHOT_EVAL_DATA is not set: no real mails to compare with")
	}
	return folder
}

func TestVisibleOnReplySets(t *testing.T) {
	folder := evalData(t)
	for set, want := range map[string]int{"github": 21, "zapier": 19, "crisp": 73} {
		score, err := Evaluate(filepath.Join(folder, "email", "reply", set))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d of %d met, missed %q", set, score.Met, score.Of, score.Missed)
		if score.Of != want || float64(score.Met) < 0.95*float64(score.Of) {
			t.Errorf("%s: %d of %d met, want at least 95 %% of %d; missed %q", set, score.Met, score.Of, want, score.Missed)
		}
	}
}
