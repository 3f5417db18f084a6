// Package pdf prints a page with a Chromium that is installed on the machine.
// It reads one HTML file and writes one PDF; a second time gives the same bytes
// with the same browser. Nothing else can be reached while it prints.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"
)

// patience is how long a page may take to print.
const patience = 2 * time.Minute

// Find gives the path of a Chromium: the one that chosen names, or the first of
// the usual names and places. None is an error that says what was looked for.
func Find(chosen string) (string, error) {
	if chosen != "" {
		path, err := exec.LookPath(chosen)
		if err != nil {
			return "", fmt.Errorf("pdf: the browser %s: %w", chosen, err)
		}
		return path, nil
	}
	for _, name := range browsers() {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("pdf: no Chromium, Chrome or Edge is installed")
}

func browsers() []string {
	return []string{
		"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
		`C:\Program Files\Google\Chrome\Application\chrome.exe`, `C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
	}
}

// Print prints the HTML file page with the browser and writes the PDF, dated at.
func Print(ctx context.Context, browser, page string, at time.Time, out io.Writer) error {
	scratch, err := os.MkdirTemp("", "earshot-pdf-")
	if err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	defer os.RemoveAll(scratch)
	printed, err := run(ctx, browser, page, scratch)
	if err != nil {
		return err
	}
	_, err = out.Write(dated(printed, at))
	return err
}

func run(ctx context.Context, browser, page, scratch string) ([]byte, error) {
	page, err := filepath.Abs(page)
	if err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	target := filepath.Join(scratch, "page.pdf")
	flags := []string{
		"--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync", "--disable-background-networking",
		"--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + filepath.Join(scratch, "profile"),
		"--no-pdf-header-footer", "--print-to-pdf=" + target,
	}
	if os.Geteuid() == 0 { // Chromium does not start as root with its sandbox
		flags = append(flags, "--no-sandbox")
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	command := exec.CommandContext(limited, browser, append(flags, fileURL(page))...)
	var messages bytes.Buffer
	command.Stderr = &messages
	command.WaitDelay = 5 * time.Second // its children may keep the pipe open
	if err := command.Run(); err != nil {
		return nil, fmt.Errorf("pdf: %s: %w: %s", browser, err, lastLine(messages.Bytes()))
	}
	printed, err := os.ReadFile(target)
	if err != nil || !bytes.HasPrefix(printed, []byte("%PDF-")) {
		return nil, fmt.Errorf("pdf: %s wrote no PDF: %s", browser, lastLine(messages.Bytes()))
	}
	return printed, nil
}

// dated gives the PDF the run's moment in place of the clock's, in as many bytes.
func dated(printed []byte, at time.Time) []byte {
	stamp := []byte("${1}(D:" + at.UTC().Format("20060102150405") + "+00'00')")
	return regexp.MustCompile(`(/(?:CreationDate|ModDate) )\(D:\d{14}\+00'00'\)`).ReplaceAll(printed, stamp)
}

// lastLine is what a browser said last, at most 200 bytes of it: its messages
// name files and flags, never what a page holds.
func lastLine(messages []byte) string {
	lines := bytes.Split(bytes.TrimSpace(messages), []byte("\n"))
	last := lines[len(lines)-1]
	return string(last[:min(len(last), 200)])
}
