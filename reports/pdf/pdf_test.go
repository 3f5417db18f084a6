package pdf

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestFind(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if path, err := Find(""); err == nil && !filepath.IsAbs(path) {
		t.Errorf("found %s on an empty PATH", path)
	}
	if _, err := Find("no-such-browser"); err == nil || !strings.Contains(err.Error(), "no-such-browser") {
		t.Errorf("error %v", err)
	}
}

// A browser that fails, or that writes nothing, is an error with its last words.
func TestPrintWithABrokenBrowser(t *testing.T) {
	for script, want := range map[string]string{
		"#!/bin/sh\necho first >&2\necho no display >&2\nexit 3\n": "exit status 3: no display",
		"#!/bin/sh\nexit 0\n": "wrote no PDF",
	} {
		browser := filepath.Join(t.TempDir(), "browser")
		if err := os.WriteFile(browser, []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err := Print(context.Background(), browser, "page.html", time.Time{}, &out)
		if err == nil || !strings.Contains(err.Error(), want) || out.Len() > 0 {
			t.Errorf("error %v, want %q; %d bytes", err, want, out.Len())
		}
	}
}

func TestPrint(t *testing.T) {
	browser, err := Find("")
	if err != nil {
		if os.Getenv("EARSHOT_REQUIRE_BROWSER") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	page := filepath.Join(t.TempDir(), "a page?#%.html")
	if err := os.WriteFile(page, []byte("<!doctype html><html lang=en><title>A</title><h1>Hello</h1>"), 0o644); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 7, 6, 7, 0, 0, 0, time.FixedZone("", 2*3600))
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := Print(context.Background(), browser, page, at, out); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same page gave other bytes")
	}
	if !bytes.Contains(first.Bytes(), []byte("/CreationDate (D:20260706050000+00'00')")) {
		t.Error("the PDF is not dated by the run")
	}
}

func TestFileURL(t *testing.T) {
	for path, want := range map[string]string{
		"/a b/c?d#e%.html": "file:///a%20b/c%3Fd%23e%25.html", "/ü.html": "file:///%C3%BC.html", "C:/x.html": "file:///C:/x.html",
	} {
		if got := fileURL(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
