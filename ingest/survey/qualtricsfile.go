package survey

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// qualtricsUnpacked is more than any survey's answers come to.
const qualtricsUnpacked = 2 << 30

// qualtricsItems is how many items a page holds.
const qualtricsItems = 1000

// read reads an export: a ZIP with one CSV file, whose first three rows are
// names. It gives the time at which the newest response was recorded.
func (q qualtrics) read(file []byte, kinds []qualtricsKind, yield func([]ingest.Item) bool) (newest time.Time, err error) {
	entry, err := q.unpack(file)
	if err != nil {
		return newest, err
	}
	defer entry.Close()
	table, err := qualtricsTable(entry)
	if err != nil {
		return newest, fmt.Errorf("the export: %w", err)
	}
	r, err := q.reader(table, kinds)
	if err != nil {
		return newest, err
	}
	var items []ingest.Item
	for {
		next, err := table.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return newest, fmt.Errorf("the export: %w", err)
		}
		item, recorded := r.item(next)
		if recorded.After(newest) {
			newest = recorded
		}
		if items = append(items, item); len(items) == qualtricsItems {
			if !yield(items) {
				return newest, errStopped
			}
			items = nil
		}
	}
	if len(items) > 0 && !yield(items) {
		return newest, errStopped
	}
	return newest, nil
}

// unpack opens the CSV file in a ZIP. What it unpacks to is bounded whatever it
// claims to be.
func (q qualtrics) unpack(file []byte) (io.ReadCloser, error) {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, fmt.Errorf("the export is no ZIP file: %w", err)
	}
	for _, entry := range archive.File {
		if !strings.HasSuffix(strings.ToLower(entry.Name), ".csv") {
			continue
		}
		content, err := entry.Open()
		if err != nil {
			return nil, fmt.Errorf("the export's ZIP file: %w", err)
		}
		return &bounded{content, q.unpacked}, nil
	}
	return nil, errors.New("the export's ZIP file holds no CSV file")
}

// bounded is a file that may not be longer than that.
type bounded struct {
	io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errors.New("unpacks to more than any survey holds")
	}
	return n, err
}

func qualtricsTable(in io.Reader) (*delimited, error) {
	text := bufio.NewReaderSize(charset{set: true}.decode(bufio.NewReader(in)), 256<<10)
	written := detect(text, []byte(","))
	d := &delimited{rows: rows{
		lines: lines{in: text, eol: written.eol, limit: maxRow},
		split: splitter{delimiter: written.delimiter},
	}}
	return d, d.header(3)
}

// qualtricsReader reads the rows of one export.
type qualtricsReader struct {
	mapping                   *mapping
	recorded, status, channel int
	first, last               int // the recipient's names
}

func (q qualtrics) reader(table *delimited, kinds []qualtricsKind) (*qualtricsReader, error) {
	settings := Settings{Ratings: q.Ratings, Comments: q.Comments, Respondent: q.Respondent, Language: q.Language,
		Segments: q.Segments, Only: q.Only, Skip: q.Skip}
	ratings, comments := qualtricsDefaults(table.all, kinds)
	if settings.Ratings == nil {
		settings.Ratings = ratings
	}
	if settings.Comments == nil {
		settings.Comments = comments
	}
	when, err := newClock(Time{}, time.UTC) // unless asked otherwise an export has UTC
	if err != nil {
		return nil, err
	}
	m, err := newMapping(settings, when, table.all)
	if err != nil {
		return nil, err
	}
	b := &binding{columns: newColumns(table.all)}
	at := func(name string) int { return b.one(name, Column{Name: name, Optional: true}) }
	m.identity.column, m.time = b.one("id", Column{Name: "ResponseId"}), b.one("time", Column{Name: "EndDate"})
	r := &qualtricsReader{mapping: m, recorded: at("RecordedDate"), status: at("Status"), channel: at("DistributionChannel"), first: -1, last: -1}
	if q.Respondent.ID.Name == "" {
		m.who = at("ExternalReference")
	}
	if q.Respondent.Email.Name == "" {
		m.email = at("RecipientEmail")
	}
	if q.Respondent.Name.Name == "" {
		r.first, r.last = at("RecipientFirstName"), at("RecipientLastName")
	}
	if q.Language == (Language{}) {
		m.language = at("UserLanguage")
	}
	return r, b.err()
}

// qualtricsDefaults goes by the questions' types: the ones about recommending
// are ratings, text entries are comments, and so is the text beside a choice.
func qualtricsDefaults(all []column, kinds []qualtricsKind) (ratings []Rating, comments []Comment) {
	ratings, comments = []Rating{}, []Comment{}
	for i, c := range all {
		here := "#" + strconv.Itoa(i+1)
		for _, kind := range kinds {
			rating, words := kind.of(c)
			if rating {
				ratings = append(ratings, Rating{Column: here, Metric: ingest.NPS})
			}
			if words {
				comments = append(comments, Comment{Column: here})
			}
			if rating || words {
				break
			}
		}
	}
	return ratings, comments
}

// of tells whether a column holds scores or words of a question of this kind.
// The column's first name is the question's tag, or begins with it.
func (k qualtricsKind) of(c column) (rating, words bool) {
	if k.Tag == "" || len(c.parts) == 0 {
		return false, false
	}
	tag := fold(k.Tag)
	if c.parts[0] == tag {
		return k.Selector == "NPS", k.Type == "TE"
	}
	part, below := strings.CutPrefix(c.parts[0], tag+"_")
	beside, text := strings.CutSuffix(part, "_text")
	return false, below && (k.Type == "TE" && figures(part) || part == "text" || text && figures(beside))
}

// figures tells a number without more.
func figures(s string) bool { return s != "" && digits(s) == len(s) }

// item is what a row became, and when it was recorded.
func (r *qualtricsReader) item(next row) (item ingest.Item, recorded time.Time) {
	if next.fault != "" {
		return r.mapping.item(next), recorded
	}
	cells := r.mapping.fill(next.cells)
	next.cells = cells
	if text := trimmed(cells, r.recorded); text != "" {
		recorded, _ = r.mapping.clock.read(text) // one that cannot be read moves nothing
	}
	if reason := r.unwanted(cells); reason != "" {
		return ingest.Item{Skip: reason}, recorded
	}
	item = r.mapping.item(next)
	if name := strings.TrimSpace(trimmed(cells, r.first) + " " + trimmed(cells, r.last)); name != "" {
		for i := range item.Feedback {
			item.Feedback[i].Author.Name = name
		}
		for i := range item.Ratings {
			item.Ratings[i].Author.Name = name
		}
	}
	return item, recorded
}

// unwanted tells previews and spam. The status is a text, or a number whose bits
// say it: 1 a preview, 2 a test, 8 spam.
func (r *qualtricsReader) unwanted(cells []string) string {
	status, channel := fold(trimmed(cells, r.status)), fold(trimmed(cells, r.channel))
	bits, err := strconv.Atoi(status)
	switch {
	case strings.Contains(status, "spam"), err == nil && bits&8 != 0:
		return "spam"
	case strings.Contains(status, "preview"), strings.Contains(status, "test"), err == nil && bits&3 != 0, channel == "preview", channel == "test":
		return "preview"
	}
	return ""
}
