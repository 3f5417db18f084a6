package prompt

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/earshot/earshot/queries/format"
	"github.com/earshot/earshot/queries/reader"
)

// keywords are those that people type most.
const keywords = `select from where group by order limit join left cross on using with as and or not in is null like ilike between
	case when then else end distinct count sum avg min max round cast coalesce filter over partition having union all desc asc
	interval date exists offset nulls first last true false`

// complete gives what the word at the cursor may become. at counts characters.
func (p *Prompt) complete(ctx context.Context, line string, at int) (head string, found []string, tail string) {
	runes := []rune(line)
	before, tail := string(runes[:at]), string(runes[at:])
	word := regexp.MustCompile(`[\p{L}\p{N}_.]*$`).FindString(before)
	head = strings.TrimSuffix(before, word)
	tables, err := p.Pool.Tables(ctx)
	if err != nil {
		return head, nil, tail
	}
	if len(p.buffer) == 0 && strings.HasPrefix(strings.TrimSpace(before), ".") {
		return head, matching(word, p.arguments(strings.Fields(head), tables)), tail
	}
	text := strings.Join(p.buffer, "\n") + "\n" + line
	return head, matching(word, candidates(word, head, text, tables)), tail
}

// arguments are what may follow the words of a command.
func (p *Prompt) arguments(words []string, tables []reader.Table) (all []string) {
	if len(words) == 0 {
		return commands()
	}
	switch words[0] {
	case ".describe", ".tables":
		return tableNames(tables)
	case ".mode":
		for _, kind := range format.Kinds() {
			if !kind.Binary() {
				all = append(all, string(kind))
			}
		}
	case ".timer":
		return []string{"on", "off"}
	case ".ask", ".queries":
		for _, q := range p.Questions {
			switch {
			case len(words) == 1:
				all = append(all, q.Name)
			case words[1] == q.Name:
				for _, param := range q.Params {
					all = append(all, param.Name+"=")
				}
			}
		}
	}
	return all
}

// candidates are the names that fit where the word stands: behind from and join
// tables, behind a table's name or alias and a dot its columns, elsewhere the
// columns of the tables that the statement names, and all words of SQL.
func candidates(word, head, text string, tables []reader.Table) (all []string) {
	named := aliases(text, tables)
	if of, _, dotted := strings.Cut(word, "."); dotted {
		for _, column := range named[strings.ToLower(of)] {
			all = append(all, of+"."+column)
		}
		return all
	}
	if regexp.MustCompile(`(?i)\b(from|join)\s+$`).MatchString(head) {
		return tableNames(tables)
	}
	for _, columns := range named {
		all = append(all, columns...)
	}
	words := strings.Fields(keywords)
	if word != "" && word == strings.ToUpper(word) {
		words = strings.Fields(strings.ToUpper(keywords))
	}
	slices.Sort(all)
	return slices.Concat(slices.Compact(all), tableNames(tables), words)
}

// aliases are the columns of the tables that a statement names, by each name
// that it gives them.
func aliases(text string, tables []reader.Table) map[string][]string {
	columns := map[string][]string{}
	for _, t := range tables {
		for _, c := range t.Columns {
			columns[t.Name] = append(columns[t.Name], c.Name)
		}
	}
	named := map[string][]string{}
	words := append(regexp.MustCompile(`\w+`).FindAllString(strings.ToLower(text), -1), "", "", "")
	for i, word := range words {
		table := columns[words[min(i+1, len(words)-1)]]
		if word != "from" && word != "join" || table == nil {
			continue
		}
		alias := words[i+2]
		if alias == "as" {
			alias = words[i+3]
		}
		named[words[i+1]] = table
		if !slices.Contains(strings.Fields(keywords), alias) {
			named[alias] = table
		}
	}
	return named
}

func tableNames(tables []reader.Table) (all []string) {
	for _, t := range tables {
		all = append(all, t.Name)
	}
	return all
}

// matching are the candidates that begin with the word, whatever its case.
func matching(word string, candidates []string) (all []string) {
	for _, c := range candidates {
		if strings.HasPrefix(strings.ToLower(c), strings.ToLower(word)) && !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}
