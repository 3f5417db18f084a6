package web

import (
	"encoding/json"
	"errors"
	"html"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

// edition is one dated folder of the archive, as its manifest tells it.
type edition struct {
	Day     time.Time `json:"-"`
	Date    string    `json:"-"` // the folder: 2026-07-06
	Reports []edited  `json:"reports"`
}

// edited is a report of a day.
type edited struct {
	Name     string `json:"name"`
	Headline string `json:"headline"`
	Files    []struct {
		Path string `json:"path"`
	} `json:"files"`
	Page string `json:"-"` // where its page is; "": it has none
}

// editions lists the archive, the newest first. A folder whose manifest cannot
// be read is left out; earshot report says what is wrong with it.
func editions(folder string) ([]edition, error) {
	root, err := os.OpenRoot(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	entries, err := fs.ReadDir(root.FS(), ".")
	var all []edition
	for _, entry := range slices.Backward(entries) { // by name, which is by day
		day, bad := time.Parse(time.DateOnly, entry.Name())
		if bad != nil || !entry.IsDir() {
			continue
		}
		one, bad := editionOf(root, entry.Name())
		if bad != nil {
			continue
		}
		one.Day = day
		all = append(all, one)
	}
	return all, err
}

// editionOf reads the manifest of a day.
func editionOf(root *os.Root, date string) (one edition, err error) {
	text, err := fs.ReadFile(root.FS(), date+"/manifest.json")
	if err == nil {
		err = json.Unmarshal(text, &one)
	}
	one.Date = date
	for i := range one.Reports {
		one.Reports[i].place(date)
	}
	return one, err
}

// First is the summary, or what stands first where there is none.
func (e edition) First() edited {
	if i := e.summary(); i >= 0 {
		return e.Reports[i]
	}
	return edited{Headline: "An empty day"}
}

// Rest are the day's other reports.
func (e edition) Rest() []edited {
	if i := e.summary(); i >= 0 {
		return slices.Delete(slices.Clone(e.Reports), i, i+1)
	}
	return nil
}

func (e edition) summary() int {
	if i := slices.IndexFunc(e.Reports, func(r edited) bool { return r.Name == "summary" }); i >= 0 {
		return i
	}
	return min(0, len(e.Reports)-1)
}

// lists says whether a file belongs to one of the day's reports.
func (e edition) lists(name string) bool {
	for _, report := range e.Reports {
		for _, file := range report.Files {
			if file.Path == name {
				return true
			}
		}
	}
	return false
}

func (e *edited) place(date string) {
	if e.Headline == "" {
		e.Headline = e.Name
	}
	for _, file := range e.Files {
		if file.Path == e.Name+".html" {
			e.Page = "/reports/" + date + "/" + file.Path
		}
	}
}

// kindOf are the files of the archive that are served, and as what.
func kindOf(name string) string {
	return map[string]string{
		".html": "text/html; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".pdf": "application/pdf",
		".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".parquet": "application/vnd.apache.parquet",
	}[path.Ext(name)]
}

// report serves a file of a dated folder that its manifest lists: what else may
// lie there, such as mails to be sent, is nobody's to read here. The folder is
// opened as a root, out of which no name and no link leads.
func (s *Server) report(w http.ResponseWriter, r *http.Request, _ visit) error {
	name := r.PathValue("path")
	missing := problem{http.StatusNotFound, "There is no such report", "The archive on the first page lists those there are."}
	date, rest, _ := strings.Cut(name, "/")
	if _, err := time.Parse(time.DateOnly, date); err != nil || !fs.ValidPath(name) || kindOf(name) == "" {
		return missing
	}
	root, err := os.OpenRoot(s.Reports)
	if err != nil {
		return missing
	}
	defer root.Close()
	one, err := editionOf(root, date)
	if err != nil || !one.lists(rest) {
		return missing
	}
	file, err := root.Open(name)
	if err != nil {
		return missing
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return missing
	}
	w.Header().Set("Content-Type", kindOf(name))
	if path.Ext(name) == ".html" {
		policy, err := reportPolicy(file)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Security-Policy", policy)
	} else {
		w.Header().Set("Content-Disposition", attachment(path.Base(name)))
	}
	http.ServeContent(w, r, "", info.ModTime(), file)
	return nil
}

var reportMeta = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="([^"]*)">`)

// reportPolicy is the report's own policy, which stands at its top and names
// its style and its script by their hashes, and a sandbox: even a script that
// somebody smuggled into a report has no session to ask with. A page without a
// policy gets no script at all.
func reportPolicy(file io.ReadSeeker) (string, error) {
	top := make([]byte, 2048)
	n, err := io.ReadFull(file, top)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	policy := "default-src 'none'; style-src 'unsafe-inline'"
	if found := reportMeta.FindSubmatch(top[:n]); found != nil {
		own := html.UnescapeString(string(found[1]))
		if strings.HasPrefix(own, "default-src 'none';") && !strings.ContainsAny(own, "\r\n,") && !strings.Contains(own, "unsafe") {
			policy = own
		}
	}
	return policy + "; frame-ancestors 'none'; sandbox allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation", nil
}
