package post

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzJournal: whatever a kill or a disk left in the file, what is written
// afterwards is read.
func FuzzJournal(f *testing.F) {
	for _, seed := range []string{"", "\n", `{"message_id":"a"}`, `{"message_id":"a","at":"2026`, "\x00\xff", `{"message_id":"b","failure":{"text":"x","permanent":true}}` + "\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, before []byte) {
		j := Journal{filepath.Join(t.TempDir(), "journal.jsonl")}
		if len(before) > 60_000 { // longer than a line of it can be
			return
		}
		if err := os.WriteFile(j.Path, before, 0o600); err != nil {
			t.Fatal(err)
		}
		want := Result{MessageID: "c@acme.example", At: monday(), Failure: &Failure{Text: "the server said 451"}}
		if err := j.Write(want); err != nil {
			t.Fatal(err)
		}
		got, err := j.Read()
		if err != nil || len(got) == 0 {
			t.Fatal(got, err)
		}
		if diff := cmp.Diff(want, got[len(got)-1]); diff != "" {
			t.Error(diff)
		}
	})
}
