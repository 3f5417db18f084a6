package how

import (
	"regexp"
	"slices"
	"strings"

	"github.com/earshot/earshot/reports/page"
)

// table is one mart of the published file.
type table struct{ name, comment string }

// column is one column of a mart.
type column struct{ table, Name, Type, Meaning string }

// view is the page: marts that people read, the steps between, and the formulas.
type view struct {
	Marts, Steps, Others []model
}

// model is one mart, step or set of formulas.
type model struct {
	ID, Name, Meaning string
	Columns           []column
	Reads, ReadBy     []string
	SQL               string
}

// newView joins the models with the tables that they make. A table without a
// model, and a model without a table, stand by themselves.
func newView(models []Query, tables []table, columns []column, own []Query) view {
	sql := map[string]string{}
	for _, m := range models {
		sql[m.Name] = m.SQL
	}
	reads := readsOf(sql)
	var v view
	seen := map[string]bool{}
	for _, t := range tables {
		seen[t.name] = true
		m := model{ID: page.SQLID(t.name), Name: t.name, Meaning: t.comment, SQL: sql[t.name], Reads: reads[t.name], ReadBy: readBy(reads, t.name)}
		for _, c := range columns {
			if c.table == t.name {
				m.Columns = append(m.Columns, c)
			}
		}
		v.Marts = append(v.Marts, m)
	}
	for _, q := range models {
		if seen[q.Name] {
			continue
		}
		m := model{ID: page.SQLID(q.Name), Name: q.Name, SQL: q.SQL, Reads: reads[q.Name], ReadBy: readBy(reads, q.Name)}
		if strings.HasPrefix(q.Name, "stg_") || strings.HasPrefix(q.Name, "int_") {
			v.Steps = append(v.Steps, m)
		} else {
			v.Others = append(v.Others, m)
		}
	}
	for _, q := range own {
		v.Others = append(v.Others, model{ID: page.SQLID(strings.ReplaceAll(q.Name, " ", "-")), Name: q.Name, SQL: q.SQL})
	}
	return v
}

// readsOf finds which models each model's SQL names, comments left out.
func readsOf(sql map[string]string) map[string][]string {
	comment, word := regexp.MustCompile(`--[^\n]*`), regexp.MustCompile(`[a-z_][a-z0-9_]*`)
	all := map[string][]string{}
	for name, text := range sql {
		for _, w := range word.FindAllString(comment.ReplaceAllString(text, ""), -1) {
			if _, known := sql[w]; known && w != name && !slices.Contains(all[name], w) && !isStep(text, w) {
				all[name] = append(all[name], w)
			}
		}
		slices.Sort(all[name])
	}
	return all
}

// isStep says that a name is a step of the SQL itself, "name as (".
func isStep(text, name string) bool {
	return strings.HasPrefix(text, name+" as (") || strings.Contains(text, "\n"+name+" as (") || strings.Contains(text, " "+name+" as (")
}

func readBy(reads map[string][]string, name string) []string {
	var all []string
	for m, list := range reads {
		if slices.Contains(list, name) {
			all = append(all, m)
		}
	}
	slices.Sort(all)
	return all
}
