package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/earshot/earshot/queries"
	"github.com/earshot/earshot/queries/access"
)

func TestReportsStayInTheirFolder(t *testing.T) {
	s := newSite(t, nil)
	b := s.as(t, access.Reader)
	status, body, header := b.get("/reports/2026-02-03/summary.html")
	policy := header.Get("Content-Security-Policy")
	if status != http.StatusOK || !strings.Contains(body, "What they said") || !strings.Contains(policy, "style-src 'sha256-abc'") || !strings.Contains(policy, "sandbox") || strings.Contains(policy, "allow-same-origin") {
		t.Errorf("%d with %q: %s", status, policy, body)
	}
	if _, _, header := b.get("/reports/2026-02-03/bare.html"); strings.Contains(header.Get("Content-Security-Policy"), "script-src") || !strings.Contains(header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("a page without a policy gets %q", header.Get("Content-Security-Policy"))
	}
	if status, _, header := b.get("/reports/2026-02-03/csv/themes.csv"); status != http.StatusOK || !strings.HasPrefix(header.Get("Content-Disposition"), "attachment") {
		t.Errorf("a table: %d, %v", status, header)
	}
	for _, path := range []string{
		"/reports/", "/reports/2026-02-03", "/reports/2026-02-03/", "/reports/2026-02-03/manifest.json", "/reports/2026-02-03/mail/ana@acme.example.html", "/reports/2026-02-03/outside.html",
		"/reports/../secret.html", "/reports/2026-02-03/../../secret.html", "/reports/2026-02-03/..%2f..%2fsecret.html", "/reports/%2e%2e/secret.html", "/reports/2026-02-03/%2e%2e/%2e%2e/secret.html",
		"/reports/2026-02-03//summary.html", "/reports/2026-02-03/summary.html%00", "/reports/2026-02-03/..\\..\\secret.html", "/reports//etc/passwd", "/reports/2026-02-30/summary.html",
	} {
		status, body, header := b.get(path)
		if status == http.StatusMovedPermanently || status == http.StatusTemporaryRedirect {
			status, body, _ = b.get(header.Get("Location"))
		}
		if status == http.StatusOK && path != "/reports/2026-02-03//summary.html" || strings.Contains(body, "secret\n") || strings.Contains(body, "to ana") || strings.HasSuffix(body, "secret") {
			t.Errorf("%s: %d %q", path, status, clip(body, 100))
		}
	}
}

func TestAnswers(t *testing.T) {
	s := newSite(t, nil)
	b := s.as(t, access.Reader)
	for sql, want := range map[string][]string{
		"select count(*) as n from feedback":                         {"1 row", "<td class=\"number\">200</td>", "run-1"},
		"select feedback_id from feedback f1 order by all":           {"200 rows"},
		"select range as i from range(5000)":                         {"There is a mistake"},
		"select f.feedback_id from feedback f, feedback g":           {"The first 1000 rows", "There are more"},
		"select nothing_here from feedback":                          {`data-line="1"`, `data-column="8"`, "nothing_here"},
		"select 1 as a\nfrom feedback\nwhere x = 2":                  {`data-line="3"`, `data-column="7"`},
		"drop table feedback":                                        {"notice wrong"},
		"select 1; select 2":                                         {"notice wrong"},
		"select * from read_csv('/etc/passwd')":                      {"notice wrong"},
		"-- Who?\n-- param: n integer = 7: how many\nselect $n as n": {"<td class=\"number\">7</td>"},
		"": {"notice wrong"},
	} {
		s.clock.pass(time.Second)
		r := b.request(http.MethodPost, "/ask", url.Values{"csrf": {b.csrf}, "sql": {sql}})
		r.Header.Set("X-Earshot-Part", "1")
		status, body, _ := b.do(r)
		if sql == "select range as i from range(5000)" {
			want = nil // a table function: the guard's to say
		}
		for _, text := range want {
			if status != http.StatusOK || !strings.Contains(body, text) {
				t.Errorf("%s: %d, no %q in\n%s", sql, status, text, clip(body, 1500))
			}
		}
		if strings.Contains(body, "<html") {
			t.Errorf("%s: a whole page where a part was asked for", sql)
		}
	}
	if s.log.Len() > 0 {
		t.Errorf("the log has faults that are the visitor's: %s", s.log)
	}
}

// TestFormsFollowAPublication: what a form offers is of the newest one.
func TestFormsFollowAPublication(t *testing.T) {
	s := newSite(t, nil)
	b := s.as(t, access.Editor)
	write(t, filepath.Join(s.folder, "queries", "by_theme.sql"), "-- What of a theme?\n-- param: theme theme = login: which\nselect name from theme_names where theme_id = $theme\n")
	for range 2 {
		if _, body, _ := b.get("/questions/by_theme"); strings.Count(body, "<option") != 2 || !strings.Contains(body, `<option value="login" selected>Signing in`) {
			t.Errorf("the form offers\n%s", clip(body, 3000))
		}
	}
	publishHostile(t, filepath.Join(s.folder, "published"), "run-2", ", ('new', 'A new one', null, null, null)")
	if _, body, _ := b.get("/questions/by_theme"); !strings.Contains(body, `<option value="new">A new one</option>`) {
		t.Errorf("the new theme is not offered\n%s", clip(body, 3000))
	}
}

// TestAPageStaysAPage asks for far more than a browser takes.
func TestAPageStaysAPage(t *testing.T) {
	s := newSite(t, nil)
	b := s.as(t, access.Reader)
	_, body, _ := b.post("/ask", url.Values{"sql": {"select repeat(text, 100) as much, f.feedback_id from feedback f, feedback_themes"}})
	if len(body) < shownBytes/2 || len(body) > 3*shownBytes || !strings.Contains(body, "There are more") {
		t.Errorf("a page of %d bytes: %s", len(body), clip(body, 500))
	}
	if !strings.Contains(body, " …</td>") {
		t.Error("a long value is not cut")
	}
}

func TestCharts(t *testing.T) {
	s := newSite(t, nil)
	b := s.as(t, access.Reader)
	for _, try := range []struct {
		sql, view, want string
	}{
		{"select occurred_on, count(*) as n from feedback group by 1 order by 1", "line", `class="c-line"`},
		{"select segment, occurred_on, count(*) as n from feedback group by all", "line", `class="c-line"`},
		{"select channel, count(*) as n from feedback group by 1", "bar", `<rect class="c-now"`},
		{"select channel, -count(*) as n from feedback group by 1", "bar", `<rect class="c-now"`},
		{"select feedback_id as x, 0 as n from feedback", "bar", "150 more are not drawn"},
		{"select channel, cast(null as integer) as n from feedback", "line", "is empty"},
		{"select channel from feedback", "bar", "needs a column of numbers"},
		{"select 1 as n", "line", "beside the one that it goes along"},
		{"select channel, 1 as n from feedback where false", "bar", "The answer is empty"},
		{"select channel, 'nan'::double as n from feedback", "bar", "is empty"},
		{"select channel, 1e300 as n from feedback", "bar", "<rect"},
	} {
		s.clock.pass(time.Second)
		_, body, _ := b.post("/ask", url.Values{"sql": {try.sql}, "view": {try.view}})
		if !strings.Contains(body, try.want) || strings.Contains(body, "NaN") || strings.Contains(body, "Inf") {
			t.Errorf("%s as %s: no %q in\n%s", try.sql, try.view, try.want, clip(body, 9000))
		}
	}
}

func TestDownloads(t *testing.T) {
	s := newSite(t, nil)
	b := s.as(t, access.Reader)
	const sql = "select feedback_id, title from feedback order by feedback_id"
	status, body, header := b.post("/download", url.Values{"sql": {sql}, "format": {"csv"}})
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if status != http.StatusOK || err != nil || len(rows) != 201 || rows[2][1] != hostile {
		t.Errorf("%d, %v, %d rows: %s", status, err, len(rows), clip(body, 300))
	}
	if got := header.Get("Content-Disposition"); got != `attachment; filename=answer-`+s.clock.Now().UTC().Format(time.DateOnly)+`.csv` {
		t.Errorf("it is called %q", got)
	}
	_, body, _ = b.post("/download", url.Values{"sql": {sql}, "format": {"xlsx"}})
	book, err := excelize.OpenReader(bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	if cells, err := book.GetRows(book.GetSheetName(0)); err != nil || len(cells) != 201 {
		t.Errorf("a workbook of %d rows: %v", len(cells), err)
	}
	if _, body, _ = b.post("/download", url.Values{"sql": {sql}, "format": {"parquet"}}); !strings.HasPrefix(body, "PAR1") || !strings.HasSuffix(body, "PAR1") {
		t.Error("no Parquet file")
	}
	for _, form := range []url.Values{{"sql": {sql}, "format": {"exe"}}, {"sql": {sql}, "format": {"csv\r\nX-Bad: 1"}}, {"sql": {"select x"}, "format": {"csv"}}, {"question": {"../../etc/passwd"}, "format": {"csv"}}, {"question": {"a\r\nX-Bad: 1"}, "format": {"csv"}}} {
		status, _, header := b.post("/download", form)
		if status < 400 || header.Get("X-Bad") != "" || header.Get("Content-Disposition") != "" || !strings.HasPrefix(header.Get("Content-Type"), "text/html") {
			t.Errorf("%v: %d, %v", form, status, header)
		}
	}
	for _, name := range []string{"a\r\nX-Bad: 1", `a"; filename="b.exe`, "ä ö.csv", "../../x.csv"} {
		if got := attachment(name); strings.ContainsAny(got, "\r\n") || strings.Count(got, `filename="b`) > 0 {
			t.Errorf("%q is called %q", name, got)
		}
	}
}

// What the field of the list proposes to look for finds something.
func TestTheWordsProposedFindQuestions(t *testing.T) {
	_, body, _ := newSite(t, nil).as(t, access.Reader).get("/questions")
	before, rest, _ := strings.Cut(body, `placeholder="`)
	words, after, found := strings.Cut(rest, ` ..."`)
	if !found {
		t.Fatalf("no words are proposed in\n%s", clip(body, 3000))
	}
	for _, word := range strings.Split(words, ", ") {
		if !strings.Contains(strings.ToLower(before+after), word) {
			t.Errorf("no question has %q", word)
		}
	}
}

// What cannot be saved comes back in the editor, with all that was written.
func TestAQuestionThatIsNotSavedIsNotLost(t *testing.T) {
	s := newSite(t, nil)
	b := s.as(t, access.Editor)
	for why, form := range map[string]url.Values{
		"begins with a letter":                {"name": {"Mine"}, "title": {"Whose <i>?"}, "sql": {"select 'long work' as x"}},
		"has the name what_moved already":     {"name": {"what_moved"}, "title": {"Whose <i>?"}, "sql": {"select 'long work' as x"}},
		"Table with name nowhere does not":    {"name": {"mine"}, "title": {"Whose <i>?"}, "sql": {"select 'long work' as x from nowhere"}, "replace": {"yes"}},
		"the function getenv is not let":      {"name": {"mine"}, "title": {"Whose <i>?"}, "sql": {"select getenv('long work') as x"}},
		"the SQL does not use it: write $day": {"name": {"mine"}, "title": {"Whose <i>?"}, "sql": {"-- param: day text = a: b\nselect 'long work' as x"}},
	} {
		s.clock.pass(2 * time.Second)
		status, body, _ := b.post("/questions", form)
		for _, want := range []string{"The question is not saved yet", why, `id="sql" name="sql"`, "long work", `name="name" value="` + form.Get("name") + `"`, `value="Whose &lt;i&gt;?"`} {
			if status != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
				t.Errorf("%s: %d, no %q in\n%s", why, status, want, clip(body, 3000))
			}
		}
		if strings.Contains(body, " checked") != form.Has("replace") || strings.Contains(body, "came with the link") {
			t.Errorf("%s:\n%s", why, clip(body, 3000))
		}
	}
	if files, err := filepath.Glob(filepath.Join(s.folder, "queries", "*")); err != nil || len(files) > 0 {
		t.Errorf("%q, %v", files, err)
	}
}

func TestSavedQuestions(t *testing.T) {
	s := newSite(t, nil)
	b := s.as(t, access.Editor)
	save := func(form url.Values) (int, string) {
		s.clock.pass(2 * time.Second)
		status, body, _ := b.post("/questions", form)
		return status, body
	}
	sql := "-- param: least integer = 3: from which number on\nselect feedback_id, title from feedback where feedback_id >= $least order by feedback_id limit 2"
	if status, body := save(url.Values{"name": {"mine"}, "title": {"What is mine?"}, "sql": {sql}}); status != http.StatusSeeOther {
		t.Fatalf("%d: %s", status, body)
	}
	if got := readAll(t, filepath.Join(s.folder, "queries", "mine.sql")); got != "-- What is mine?\n"+sql+"\n" {
		t.Errorf("the file is\n%s", got)
	}
	for path, want := range map[string][]string{
		"/questions":                        {"What is mine?"},
		"/questions/mine?saved":             {"Saved as", "Number 3", "2 rows"},
		"/questions/mine?p.least=7":         {"Number 7", `value="7"`},
		"/questions/mine?p.least=x":         {"is no integer", `value="x"`},
		"/questions/mine?p.least=1%3Bdrop":  {"is no integer"},
		"/ask?question=mine":                {"What is mine?", "$least"},
		"/questions/mine?p.other=nothing":   {"2 rows"},
		"/questions/missing":                {"There is no such question"},
		"/questions/..%2f..%2fetc%2fpasswd": {"There is no such question"},
	} {
		s.clock.pass(time.Second)
		_, body, _ := b.get(path)
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("%s: no %q in\n%s", path, text, clip(body, 3000))
			}
		}
	}
	for why, form := range map[string]url.Values{
		"has the name":      {"name": {"mine"}, "title": {"Again?"}, "sql": {"select 1 as x"}},
		"has the name what": {"name": {"what_moved"}, "title": {"Again?"}, "sql": {"select 1 as x"}},
		"small letters":     {"name": {"../../evil"}, "title": {"Out?"}, "sql": {"select 1 as x"}},
		"Say in a sentence": {"name": {"untitled"}, "sql": {"select 1 as x"}},
		"no question":       {"name": {"empty"}, "title": {"Empty?"}},
		"Referenced column": {"name": {"wrong"}, "title": {"Wrong?"}, "sql": {"select x"}},
		"without blanks":    {"name": {"wide"}, "title": {"Wide?"}, "sql": {"select 'a' as channel, 1 as \"the number\""}, "view": {"bar"}, "x": {"channel"}, "y": {"the number"}},
		"names without":     {"name": {"lines"}, "title": {"Lines?"}, "sql": {"select 'a' as channel, 1 as n"}, "view": {"bar"}, "x": {"channel\n-- param: n"}, "y": {"n"}},
		"only one SELECT":   {"name": {"writes"}, "title": {"Writes?"}, "sql": {"delete from feedback"}},
	} {
		if status, body := save(form); status != http.StatusUnprocessableEntity || !strings.Contains(body, why) {
			t.Errorf("%v: %d, no %q in %s", form, status, why, body)
		}
	}
	if status, _ := save(url.Values{"name": {"mine"}, "title": {"Mine anew?"}, "sql": {"select channel, 1 as n from feedback"}, "replace": {"yes"}, "view": {"bar"}, "x": {"channel"}, "y": {"n"}}); status != http.StatusSeeOther {
		t.Errorf("in place of the old one: %d", status)
	}
	if got := readAll(t, filepath.Join(s.folder, "queries", "mine.sql")); got != "-- Mine anew?\n-- chart: bar x=channel y=n\nselect channel, 1 as n from feedback\n" {
		t.Errorf("the file is\n%s", got)
	}
	files, err := os.ReadDir(filepath.Join(s.folder, "queries"))
	if err != nil || len(files) != 1 {
		t.Errorf("%v, %v: more than the one file", files, err)
	}
	log := readAll(t, s.folder+"/access/audit.jsonl")
	for _, want := range []string{`"target":"mine","result":"begun"`, `"target":"mine","result":"done"`, `"target":"what_moved","result":"failed"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the audit log has no %s:\n%s", want, log)
		}
	}
}

func TestQuestionFiles(t *testing.T) {
	for _, try := range []struct{ title, sql, want string }{
		{"Who?", "select 1", "-- Who?\nselect 1\n"},
		{"", "-- Who?\nselect 1", "-- Who?\nselect 1\n"},
		{"Whom?", "-- Who?\n-- More.\nselect 1", "-- Whom?\n-- More.\nselect 1\n"},
		{"Two\nlines; drop", "select 1\r\n", "-- Two lines; drop\nselect 1\n"},
		{"Who?", "-- param: n integer = 1: n\nselect $n", "-- Who?\n-- param: n integer = 1: n\nselect $n\n"},
	} {
		got, mistake := questionFile(try.title, try.sql, view{Kind: "table"})
		if got != try.want || mistake != "" {
			t.Errorf("%q, %q: %q, %s", try.title, try.sql, got, mistake)
		}
		if problems := queries.Parse("q.sql", got).Problems; len(problems) > 0 {
			t.Errorf("%q cannot be read: %v", got, problems)
		}
	}
}

func TestCorrections(t *testing.T) {
	s := newSite(t, nil)
	const before = "\ufeffSource;native_id;theme;value;by\r\nsurvey;R-150;login;yes;\"ines; the owner\""
	write(t, s.Labels, before)
	b := s.as(t, access.Editor)
	status, body, header := b.post("/themes/login", url.Values{"feedback": {"7"}, "value": {"no"}, "view": {"newest"}})
	if status != http.StatusSeeOther || !strings.HasSuffix(header.Get("Location"), "#f7") {
		t.Fatalf("%d to %q: %s", status, header.Get("Location"), body)
	}
	at := s.clock.Now().UTC().Format(time.RFC3339Nano)
	want := strings.Replace(before, ";by\r\n", ";by;at\r\n", 1) + "\r\nsurvey;R-7;login;no;edith;" + at + "\r\n"
	if got := readAll(t, s.Labels); got != want {
		t.Errorf("labels.csv is\n%q, not\n%q", got, want)
	}
	s.clock.pass(time.Second)
	if _, page, _ := b.get("/themes/login?words=app+since+the+update"); !strings.Contains(page, "1 correction waits") {
		t.Errorf("what waits is not told:\n%s", clip(page, 3000))
	}
	for _, form := range []url.Values{{"feedback": {"9999"}, "value": {"no"}}, {"feedback": {"x"}, "value": {"no"}}, {"feedback": {"7"}, "value": {"maybe\n"}}, {}} {
		s.clock.pass(time.Second)
		if status, _, _ := b.post("/themes/login", form); status != http.StatusNotFound && status != http.StatusBadRequest {
			t.Errorf("%v: %d", form, status)
		}
	}
	if status, _, _ := b.post("/themes/nothing", url.Values{"feedback": {"7"}, "value": {"no"}}); status != http.StatusNotFound {
		t.Errorf("a theme that is not there: %d", status)
	}
	if readAll(t, s.Labels) != want {
		t.Error("what was refused changed the file")
	}
}

func TestNoCorrectionIsLost(t *testing.T) {
	s := newSite(t, nil)
	const each = 25
	var group sync.WaitGroup
	for writer := range 4 {
		group.Go(func() {
			own := corrections{path: s.Labels, now: s.Now} // as another process has its own
			for i := range each {
				if err := own.add(t.Context(), correction{Source: "survey", NativeID: fmt.Sprintf("R-%d-%d", writer, i), Theme: "login", By: "x"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if rows := strings.Count(readAll(t, s.Labels), "\n"); rows != 1+4*each {
		t.Errorf("%d lines, not %d", rows, 1+4*each)
	}
}

func FuzzAppended(f *testing.F) {
	f.Add("source,native_id,theme,value,by\na,b,c,yes,d", "s", "n\"\n;,", "by")
	f.Add("by;theme;value;source;native_id;at\r\n", "ü", "\r", "b")
	f.Fuzz(func(t *testing.T, text, source, native, by string) {
		row := correction{Source: source, NativeID: native, Theme: "login", By: by, At: time.Unix(1e9, 0).UTC()}
		out, err := appended([]byte(text), row)
		if err != nil {
			return
		}
		_, rest, _ := strings.Cut(text, "\n")
		if !strings.Contains(string(out), strings.TrimSuffix(rest, "\n")) {
			t.Errorf("%q lost rows: %q", text, out)
		}
		again, err := appended(out, row)
		if err != nil || !bytes.HasPrefix(again, out) {
			t.Errorf("a second row changed the first: %q, %q, %v", out, again, err)
		}
	})
}

func TestExcerpts(t *testing.T) {
	long := strings.Repeat("ä ", 400) + "login" + strings.Repeat(" ö", 400)
	before, marked, after := excerpt(long, 801, 805)
	if marked != "login" || !strings.HasPrefix(before, "… ") || !strings.HasSuffix(after, " …") || len([]rune(before)) > around+2 {
		t.Errorf("%q %q %q", before, marked, after)
	}
	for _, places := range [][2]int{{0, 0}, {5, 2}, {1, 9999}, {-4, 3}} {
		if b, m, a := excerpt("some words", places[0], places[1]); b != "" || m != "" || a != "some words" {
			t.Errorf("%v: %q %q %q", places, b, m, a)
		}
	}
}

func TestAssetsAreTheSameEachTime(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	for _, name := range []string{"editor.js", "editor.licences.txt", "page.js", "ask.js", "base.css", "web.css", "icon.svg"} {
		status, body, header := b.get("/assets/" + name)
		if status != http.StatusOK || body == "" || header.Get("ETag") == "" {
			t.Errorf("%s: %d", name, status)
		}
		r := b.request(http.MethodGet, "/assets/"+name, nil)
		r.Header.Set("If-None-Match", header.Get("ETag"))
		if status, _, _ := b.do(r); status != http.StatusNotModified {
			t.Errorf("%s again: %d", name, status)
		}
	}
}

// TestIntervalsOfBars: they are drawn within the picture, and one that is far
// out does not make the bars short.
func TestIntervalsOfBars(t *testing.T) {
	c := chart{Width: 800}
	c.bars([]point{{name: "a", value: 2, low: 1, high: 3}, {name: "b", value: 4, low: 0, high: 1000}, {name: "c", value: 1, low: math.NaN(), high: math.NaN()}})
	a, b := c.Bars[0], c.Bars[1]
	if !a.HasInterval || a.Low >= a.From+a.Length || a.High <= a.From+a.Length || a.ValueAt <= a.High {
		t.Errorf("%+v", a)
	}
	if b.High != c.Right || b.Length < (c.Right-c.Left)/2 {
		t.Errorf("%+v in %+v", b, c)
	}
	if c.Bars[2].HasInterval {
		t.Errorf("%+v", c.Bars[2])
	}
}
