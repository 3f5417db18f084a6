package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// position is the cursor of one file: what it was when it was read and how far
// the reading came.
type position struct {
	Size     int64  `json:"size"`
	Modified int64  `json:"modified"` // nanoseconds since 1970
	Hash     string `json:"hash"`     // SHA-256 of the content
	Settings string `json:"settings"` // hash of the source's settings: other settings read anew
	Items    int64  `json:"items"`    // landed so far
	Done     bool   `json:"done"`
}

func parsePosition(text string) (p position) {
	if text == "" || json.Unmarshal([]byte(text), &p) != nil {
		return position{}
	}
	return p
}

func (p position) String() string {
	encoded, err := json.Marshal(p) // numbers and texts always encode
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// work is one file that has something new.
type work struct {
	path string // to open
	name string // relative to the workspace, with slashes: the cursor's stream
	now  position
	skip int64 // items that an interrupted run has landed already
	// renewed: it was read before under other settings, by which its records may
	// have had other names; they make room for the new ones.
	renewed bool
}

// unread compares the files with their cursors. A file that was only touched is
// not read again; a changed one is, from its start, and its records replace
// their older versions. One that was read in part is taken up where it stopped.
func unread(root string, patterns []string, cursors map[string]string, settings string) ([]work, error) {
	paths, err := expand(root, patterns)
	if err != nil {
		return nil, err
	}
	var todo []work
	var problems []error
	for _, path := range paths {
		w, changed, err := compare(root, path, cursors, settings)
		switch {
		case err != nil:
			problems = append(problems, err)
		case changed:
			todo = append(todo, w)
		}
	}
	return todo, errors.Join(problems...)
}

// expand lists the files that the patterns name, sorted, each once. A folder
// stands for the files in it: a Maildir, a drop folder.
func expand(root string, patterns []string) ([]string, error) {
	seen := map[string]bool{}
	for _, pattern := range patterns {
		matches, err := glob(root, pattern)
		if err != nil {
			return nil, fmt.Errorf("files: %s: %w", pattern, err)
		}
		for _, match := range matches {
			if err := filesUnder(match, seen); err != nil {
				return nil, err
			}
		}
	}
	paths := make([]string, 0, len(seen))
	for path := range seen {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	return paths, nil
}

// glob lists what a pattern within root names; root itself is no pattern,
// whatever its characters.
func glob(root, pattern string) ([]string, error) {
	if filepath.IsAbs(pattern) {
		return filepath.Glob(pattern)
	}
	special := strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`)
	return filepath.Glob(filepath.Join(special.Replace(root), pattern))
}

// filesUnder adds the file at path, or those below the folder. A link to a
// folder stands for it.
func filesUnder(path string, seen map[string]bool) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path += string(filepath.Separator)
	}
	return filepath.WalkDir(path, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("files: %w", err)
		}
		if d.IsDir() && d.Name() == "tmp" && isMaildir(filepath.Dir(path)) {
			return filepath.SkipDir // mails that are still being delivered
		}
		if !d.IsDir() && !strings.HasPrefix(d.Name(), ".") {
			seen[path] = true
		}
		return nil
	})
}

func isMaildir(path string) bool {
	for _, name := range []string{"cur", "new", "tmp"} {
		if info, err := os.Stat(filepath.Join(path, name)); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

// cursorName is the file's name within the workspace. A mail of a Maildir moves
// from new to cur and changes its flags when somebody opens it: its name is
// what stays.
func cursorName(root, path string) string {
	name := path
	if relative, err := filepath.Rel(root, path); err == nil && !strings.HasPrefix(relative, "..") {
		name = filepath.ToSlash(relative)
	}
	folder := filepath.Dir(path)
	if base := filepath.Base(folder); (base == "cur" || base == "new") && isMaildir(filepath.Dir(folder)) {
		unique, _, _ := strings.Cut(filepath.Base(path), ":2,")
		name = strings.TrimSuffix(name, base+"/"+filepath.Base(path)) + unique
	}
	return name
}

func compare(root, path string, cursors map[string]string, settings string) (work, bool, error) {
	info, err := os.Stat(path)
	if err != nil {
		return work{}, false, err
	}
	name := cursorName(root, path)
	w := work{path: path, name: name, now: position{Size: info.Size(), Modified: info.ModTime().UnixNano(), Settings: settings}}
	before := parsePosition(cursors[name])
	w.renewed = before.Hash != "" && before.Settings != settings
	same := before.Size == w.now.Size && before.Settings == settings && before.Hash != ""
	if same && before.Modified == w.now.Modified && before.Done {
		return w, false, nil
	}
	if w.now.Hash, err = hashFile(path); err != nil {
		return work{}, false, err
	}
	if !same || before.Hash != w.now.Hash {
		return w, true, nil
	}
	w.skip = before.Items
	return w, !before.Done, nil
}

func hashFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
