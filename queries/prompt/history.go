package prompt

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/peterh/liner"
)

// longest is the longest line that is kept, in bytes.
const longest = 4000

// remembered are the lines of the history that are kept, the oldest first. What
// cannot be read is no history: the prompt works without one.
func remembered(path string) (lines []string) {
	text, err := os.ReadFile(path)
	if path == "" || err != nil {
		return nil
	}
	for line := range strings.Lines(strings.ToValidUTF8(string(text), "")) {
		if line = strings.TrimRight(line, "\n"); line != "" && len(line) <= longest {
			lines = append(lines, line)
		}
	}
	return lines[max(0, len(lines)-liner.HistoryLimit):]
}

// remember adds a line at once, so that two prompts at a time lose nothing.
// Nobody else may read it: it can hold what customers said.
func (p *Prompt) remember(line string) {
	if p.History == "" || len(line) > longest || strings.ContainsAny(line, "\n\r") {
		return
	}
	if err := os.MkdirAll(filepath.Dir(p.History), 0o700); err != nil {
		return
	}
	file, err := os.OpenFile(p.History, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	_, _ = file.WriteString(line + "\n") // the prompt goes on without a history
	_ = file.Close()
}
