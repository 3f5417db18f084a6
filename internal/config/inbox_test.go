package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestInbox: a kind whose files earshot collects has neither files nor sweep.
func TestInbox(t *testing.T) {
	kinds := map[string]any{"hook": Inbox{struct {
		Secret string `yaml:"secret" jsonschema:"required"`
	}{}}}
	for text, want := range map[string]string{
		"secret: a":                    "",
		"secret: a\n    stale: 2 days": "",
		"secret: a\n    files: x/*":    "files",
		"secret: a\n    sweep: 7 days": "sweep",
		"stale: 2 days":                "secret",
	} {
		dir := t.TempDir()
		content := "sources:\n  - name: a\n    kind: hook\n    " + text + "\n"
		if err := os.WriteFile(filepath.Join(dir, File), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		config, err := Load(dir, kinds)
		switch {
		case want == "" && (err != nil || len(config.Sources[0].Files) != 0):
			t.Errorf("%q: %v", text, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
