package prompt

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/earshot/earshot/queries"
	"github.com/earshot/earshot/queries/format"
	"github.com/earshot/earshot/queries/reader"
)

const help = `SELECT ...;              asks; a statement may have several lines and ends with ;
.tables [WORD]           the tables, what a row of each is, or those whose name holds the word
.describe TABLE          its columns and what they mean
.queries [WORD]          the saved questions
.ask NAME [param=value]  asks one of them; a value with blanks stands in '...'
.mode [NAME]             how answers are shown: table, lines, csv, json, jsonl, markdown
.timer on|off            how long each took
.help                    this
.quit                    or Ctrl-D: ends

Tab completes, the up key and Ctrl-R find what was asked before, Ctrl-C calls off.
`

// commands are the names, for completion.
func commands() []string {
	return []string{".tables", ".describe", ".queries", ".ask", ".mode", ".timer", ".help", ".quit"}
}

// command does what a line that begins with a dot says.
func (p *Prompt) command(ctx context.Context, line string, to *screen) (quit bool) {
	words := fields(strings.TrimSuffix(line, ";"))
	arg := ""
	if len(words) > 1 {
		arg = words[1]
	}
	switch words[0] {
	case ".quit", ".exit":
		return true
	case ".help":
		fmt.Fprint(p.Out, help)
	case ".tables":
		p.ask(ctx, reader.Query{SQL: `select table_name as "table", estimated_size as "rows", comment as "what it holds" from duckdb_tables()
			where contains(table_name, lower($word)) order by table_name`, Params: []reader.Param{{Name: "word", Value: arg}}}, to)
	case ".describe":
		p.describe(ctx, arg, to)
	case ".queries":
		p.listQuestions(arg, to)
	case ".ask":
		p.askSaved(ctx, words[1:], to)
	case ".mode":
		p.setMode(arg)
	case ".timer":
		p.timer = arg != "off"
	default:
		fmt.Fprintf(p.Out, "%s is not known: .help lists the commands\n", format.Seen(words[0]))
	}
	return false
}

func (p *Prompt) describe(ctx context.Context, table string, to *screen) {
	tables, err := p.Pool.Tables(ctx)
	if err != nil {
		p.wrong(err, "")
		return
	}
	if !slices.ContainsFunc(tables, func(t reader.Table) bool { return t.Name == table }) {
		fmt.Fprintf(p.Out, "no table is called %q: .tables lists them\n", table)
		return
	}
	p.ask(ctx, reader.Query{SQL: `select column_name as "column", lower(data_type) as "type", comment as "what it means" from duckdb_columns()
		where table_name = $table order by column_index`, Params: []reader.Param{{Name: "table", Value: table}}}, to)
}

func (p *Prompt) listQuestions(word string, to *screen) {
	var page strings.Builder
	for _, q := range p.Questions {
		if strings.Contains(q.Name, word) || strings.Contains(strings.ToLower(q.Title), strings.ToLower(word)) {
			fmt.Fprintf(&page, "%-24s %s\n", q.Name, format.Seen(q.Title))
		}
	}
	if err := to.show([]byte(page.String())); err != nil {
		p.wrong(err, "")
	}
}

func (p *Prompt) askSaved(ctx context.Context, words []string, to *screen) {
	if len(words) == 0 {
		fmt.Fprintln(p.Out, "name a question: .queries lists them")
		return
	}
	question, err := queries.Find(p.Questions, words[0])
	given := map[string]string{}
	for _, word := range words[1:] {
		name, value, _ := strings.Cut(word, "=")
		given[name] = value
	}
	var query reader.Query
	if err == nil {
		query, err = question.Query(given)
	}
	if err == nil {
		err = question.Known(ctx, p.Pool, user, given)
	}
	if err != nil {
		p.wrong(err, "")
		return
	}
	p.ask(ctx, query, to)
}

func (p *Prompt) setMode(name string) {
	if name == "" {
		fmt.Fprintln(p.Out, p.mode)
		return
	}
	kind, err := format.Named(name)
	switch {
	case err != nil:
		fmt.Fprintln(p.Out, format.Seen(err.Error()))
	case kind.Binary():
		fmt.Fprintf(p.Out, "%s is nothing for a terminal: earshot sql --output FILE writes it\n", kind)
	default:
		p.mode = kind
	}
}

// fields are a line's words; '...' keeps blanks, within a word, too.
func fields(line string) (words []string) {
	var word strings.Builder
	quoted, begun := false, false
	for _, r := range line {
		switch {
		case r == '\'':
			quoted, begun = !quoted, true
		case r == ' ' && !quoted:
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if begun {
		words = append(words, word.String())
	}
	if len(words) == 0 {
		return []string{""}
	}
	return words
}
