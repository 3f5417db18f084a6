package survey

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"
)

var update = flag.Bool("update", false, "write what comes out into testdata")

// TestTraps reads the files of testdata: each holds settings, a file as people
// export them (any name but settings.yaml and want) and what becomes of it.
func TestTraps(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := &archive.Files[len(archive.Files)-1]
			got := trap(t, archive.Files[:len(archive.Files)-1])
			if *update {
				want.Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(want.Data), got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// trap reads every file of an archive by the settings in it.
func trap(t *testing.T, files []txtar.File) string {
	var settings Settings
	var out strings.Builder
	folder := t.TempDir()
	for _, file := range files {
		if file.Name == "settings.yaml" {
			if err := yaml.Load(file.Data, &settings, yaml.WithKnownFields()); err != nil {
				t.Fatal(err)
			}
			continue
		}
		path := filepath.Join(folder, file.Name)
		// A line end at the end of an archive's file cannot be left out, so
		// <cut> stands for the end of a file that is cut off.
		data, _, _ := strings.Cut(string(file.Data), "<cut>")
		if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s\n", file.Name)
		show(t, &out, settings, path)
	}
	return out.String()
}

func show(t *testing.T, out *strings.Builder, s Settings, path string) {
	f, err := New(s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Open(path)
	if err != nil {
		fmt.Fprintf(out, "open: %v\n", err)
		return
	}
	defer r.Close()
	for r.Scan() {
		showItem(out, r.Item())
	}
	if err := r.Err(); err != nil {
		fmt.Fprintf(out, "end: %v\n", err)
	}
}

// showItem writes an item as text, fields that are empty left out.
func showItem(out *strings.Builder, item ingest.Item) {
	if item.Skip != "" {
		fmt.Fprintf(out, "- skip: %s\n", item.Skip)
	}
	for _, v := range item.Invitations {
		fmt.Fprintf(out, "- invited to %s at %s %+v account=%s %v\n", v.Survey, v.InvitedAt.Format(time.RFC3339), v.Author, v.Account, v.Segments)
		showPayload(out, v.Payload)
	}
	for i, r := range item.Ratings {
		if i == 0 {
			showOrigin(out, r.Origin)
		}
		fmt.Fprintf(out, "  %s %v of %v..%v", r.Metric, r.Score, r.ScaleMin, r.ScaleMax)
		if r.LowIsGood {
			fmt.Fprint(out, " low is good")
		}
		fmt.Fprintf(out, " %s [%s] id %s\n", r.Convention, r.Question, r.NativeID)
		showPayload(out, r.Payload)
	}
	for i, f := range item.Feedback {
		if i == 0 && len(item.Ratings) == 0 {
			showOrigin(out, f.Origin)
		}
		fmt.Fprintf(out, "  words %q", f.Body)
		if f.Title != "" {
			fmt.Fprintf(out, " title %q", f.Title)
		}
		if len(f.Labels) > 0 {
			fmt.Fprintf(out, " labels %q", f.Labels)
		}
		fmt.Fprintf(out, " [%s] id %s\n", f.Question, f.NativeID)
		showPayload(out, f.Payload)
	}
	for _, reject := range item.Rejects {
		fmt.Fprintf(out, "- reject line %d: %s\n", reject.Line, reject.Reason)
		showPayload(out, reject.Payload)
	}
}

func showOrigin(out *strings.Builder, o ingest.Origin) {
	fmt.Fprintf(out, "- %s %s at %s", o.Channel, o.ResponseID, o.OccurredAt.Format(time.RFC3339))
	for _, part := range []struct{ name, value string }{
		{"who", o.Author.ID}, {"name", o.Author.Name}, {"email", o.Author.Email}, {"account", o.Account},
		{"language", o.Language}, {"url", o.URL},
	} {
		if part.value != "" {
			fmt.Fprintf(out, " %s %q", part.name, part.value)
		}
	}
	if len(o.Segments) > 0 {
		fmt.Fprintf(out, " %v", o.Segments)
	}
	fmt.Fprintln(out)
}

func showPayload(out *strings.Builder, payload string) {
	if payload != "" {
		fmt.Fprintf(out, "    | %s\n", strings.TrimSuffix(strings.ReplaceAll(payload, "\n", "\n    | "), "\n    | "))
	}
}
