package survey

import "github.com/earshot/earshot/ingest"

// Settings is the part of earshot.yaml that describes the files of one survey:
// how they are written, and what their columns mean.
type Settings struct {
	Format     string `yaml:"format,omitempty" jsonschema:"enum=auto,enum=csv,enum=tsv,enum=xlsx,enum=json,enum=jsonl,enum=parquet,default=auto" jsonschema_description:"What the files are. auto goes by the ending of the name; .gz after it is unpacked"`
	Delimiter  string `yaml:"delimiter,omitempty" jsonschema_description:"One character between cells, or comma, semicolon, tab, pipe. Unset: found from the first rows"`
	Quotes     string `yaml:"quotes,omitempty" jsonschema:"enum=double,enum=none,default=double" jsonschema_description:"CSV: whether double quotes hold cells together. none for files whose writer knew no quoting: each line is a row"`
	Encoding   string `yaml:"encoding,omitempty" jsonschema_description:"utf-8, utf-16le, utf-16be, windows-1252, latin-1 or another registered name. Unset: byte order mark, else UTF-8, else Windows-1252"`
	HeaderRows *int   `yaml:"header_rows,omitempty" jsonschema:"minimum=0,maximum=3,default=1" jsonschema_description:"Rows with names above the answers: 2 for SurveyMonkey, 3 for Qualtrics, 0 when columns go by position only (#1)"`
	Sheet      string `yaml:"sheet,omitempty" jsonschema_description:"XLSX: name of the sheet. Unset: the first visible one"`
	Records    string `yaml:"records,omitempty" jsonschema_description:"JSON: dotted path to the list of answers, such as data.items. Unset: the file is a list"`

	Keys map[string]string `yaml:"keys,omitempty" jsonschema_description:"JSON: from the dotted path of a list to the dotted path, in each of its elements, of what they go by in place of their position: form_response.answers: field.ref"`

	Channel       ingest.Channel    `yaml:"channel,omitempty" jsonschema:"enum=survey,enum=review,default=survey"`
	ID            Column            `yaml:"id,omitempty" jsonschema_description:"Column that tells answers apart. Unset: the row's content does; an edited row is then a new answer"`
	Respondent    Respondent        `yaml:"respondent,omitempty" jsonschema_description:"Columns that say who answered"`
	Time          Time              `yaml:"time" jsonschema:"required" jsonschema_description:"When it was answered"`
	Ratings       []Rating          `yaml:"ratings,omitempty" jsonschema_description:"Columns that hold a score"`
	Comments      []Comment         `yaml:"comments,omitempty" jsonschema_description:"Columns that hold words; a name with * stands for all that match"`
	Title         Column            `yaml:"title,omitempty" jsonschema_description:"Column with a headline; it goes to the row's first comment"`
	Language      Language          `yaml:"language,omitempty" jsonschema_description:"Column with the language or {fixed: en}"`
	Segments      map[string]Column `yaml:"segments,omitempty" jsonschema_description:"Groups to compare: name to column"`
	URL           Column            `yaml:"url,omitempty" jsonschema_description:"Column with a link to the answer"`
	Labels        []Column          `yaml:"labels,omitempty" jsonschema_description:"Columns with labels; several in one cell stand between semicolons or else commas"`
	InvitationsTo string            `yaml:"invitations_to,omitempty" jsonschema:"example=nps-survey" jsonschema_description:"The rows are no answers: each says that somebody was asked, and time when. The name of the source that brings the answers"`
	Only          []Filter          `yaml:"only,omitempty" jsonschema_description:"Rows to keep; the others are left out and counted"`
	Skip          []Filter          `yaml:"skip,omitempty" jsonschema_description:"Rows to leave out and count: previews, partial answers, summary lines"`
}

// Follows names the source that the invitations of this one lead to.
func (s Settings) Follows() (path, source string) { return "invitations_to", s.InvitationsTo }

// headerRows is how many rows of names a file begins with, 1 unless set.
func (s Settings) headerRows() int {
	if s.HeaderRows == nil {
		return 1
	}
	return *s.HeaderRows
}

// Column names one column of a file: by its header ("Name"), by the second
// header of that name ("Name#2"), by position ("#12"), or by a pattern
// ("How likely*"). Case and white space do not matter. With more than one
// header row the name is "first / second"; either cell alone will do where no
// other column has it. JSON: the dotted path. In YAML it is a string or a map.
type Column struct {
	Name     string `yaml:"column" jsonschema:"required" jsonschema_description:"Header, Header#2, #12 for the twelfth, or a pattern with *"`
	Optional bool   `yaml:"optional,omitempty" jsonschema_description:"true: a file without this column is fine"`
}

// Respondent says in which columns the person stands who answered.
type Respondent struct {
	ID      Column `yaml:"id,omitempty" jsonschema_description:"The survey tool's own number or name for the person"`
	Email   Column `yaml:"email,omitempty"`
	Name    Column `yaml:"name,omitempty"`
	Account Column `yaml:"account,omitempty" jsonschema_description:"The customer organisation"`
}

// Time says when an answer was given. In YAML it is a column's name or a map.
type Time struct {
	Column   string `yaml:"column,omitempty"`
	Format   string `yaml:"format,omitempty" jsonschema:"default=auto" jsonschema_description:"auto, rfc3339, unix, unix_ms, a pattern such as dd.mm.yyyy hh:mm or mm/dd/yyyy h:mm:ss am/pm, or a Go layout. auto does not guess between day and month"`
	Zone     string `yaml:"zone,omitempty" jsonschema_description:"Zone of times that do not name theirs: Europe/Berlin, UTC, -06:00. Unset: the workspace's"`
	Fixed    string `yaml:"fixed,omitempty" jsonschema_description:"Date for files without a time and for blank cells"`
	Optional bool   `yaml:"optional,omitempty" jsonschema_description:"true: a file without the column takes fixed"`
}

// Rating says which column holds a score, and how to read it.
type Rating struct {
	Column     string             `yaml:"column" jsonschema:"required"`
	Metric     ingest.Metric      `yaml:"metric" jsonschema:"required,enum=nps,enum=csat,enum=ces,enum=stars"`
	Scale      []float64          `yaml:"scale,omitempty,flow" jsonschema:"minItems=2,maxItems=2" jsonschema_description:"Lowest and highest answer. Unset: nps 0 to 10; csat and stars 1 to 5; ces 1 to 7"`
	Words      map[string]float64 `yaml:"words,omitempty" jsonschema_description:"Scores of answers in words, such as Very satisfied: 5"`
	NoAnswer   Cells              `yaml:"no_answer,omitempty,flow" jsonschema_description:"Cells that mean no answer, such as 11 or N/A. A blank cell always does"`
	LowIsGood  bool               `yaml:"low_is_good,omitempty" jsonschema_description:"true: the lowest score is the best, as with effort asked as how hard"`
	Convention string             `yaml:"convention,omitempty" jsonschema:"enum=mean,enum=share,enum=index" jsonschema_description:"ces only: how it is summed up; mean unless set"`
	Question   string             `yaml:"question,omitempty" jsonschema_description:"What was asked. Unset: the header"`
	Optional   bool               `yaml:"optional,omitempty"`
}

// scale is the lowest and the highest answer.
func (r Rating) scale() (low, high float64) {
	if len(r.Scale) == 2 {
		return r.Scale[0], r.Scale[1]
	}
	switch r.Metric {
	case ingest.NPS:
		return 0, 10
	case ingest.CES:
		return 1, 7
	}
	return 1, 5
}

// Comment says which column holds words. In YAML it is a column's name or a map.
type Comment struct {
	Column   string `yaml:"column" jsonschema:"required"`
	Question string `yaml:"question,omitempty" jsonschema_description:"What was asked. Unset: the header"`
	Optional bool   `yaml:"optional,omitempty"`
}

// Language says in which language people wrote: a column, a fixed ISO 639-1
// code, or a column with a fixed code for its blank cells.
type Language struct {
	Column   string `yaml:"column,omitempty"`
	Fixed    string `yaml:"fixed,omitempty" jsonschema_description:"ISO 639-1, such as en"`
	Optional bool   `yaml:"optional,omitempty"`
}

// Cells are values of cells as a person reads them: 11, N/A, true.
type Cells []string

// Filter picks rows by the value of a column; case and white space do not
// matter, and "" is a blank cell.
type Filter struct {
	Column   string `yaml:"column" jsonschema:"required"`
	Values   Cells  `yaml:"values,flow" jsonschema:"required,minItems=1"`
	Optional bool   `yaml:"optional,omitempty"`
}
