package web

import (
	"context"
	"sync"

	"github.com/earshot/earshot/queries/reader"
)

// lists are the values that forms offer, of one publication: they are asked for
// once, not with each form.
type lists struct {
	mu  sync.Mutex
	run string
	of  map[string][]option // by the SELECT that gives them
}

func (l *lists) get(run, sql string) ([]option, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	known, found := l.of[sql]
	return known, found && l.run == run
}

// put keeps a list; those of an earlier publication go.
func (l *lists) put(run, sql string, list []option) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.run != run || l.of == nil {
		l.run, l.of = run, map[string][]option{}
	}
	l.of[sql] = list
}

// options are the values that a SELECT of the saved questions lists. One that
// cannot be asked leaves a field to be typed in: the answer says what is wrong.
func (s *Server) options(ctx context.Context, v visit, sql string) ([]option, error) {
	is, err := s.published()
	if err != nil || !is.There {
		return nil, err
	}
	if known, found := s.lists.get(is.Run, sql); found {
		return known, nil
	}
	var t *table
	run := ""
	err = s.Pool.Ask(ctx, v.User.Name, reader.Query{SQL: sql, Rows: shownRows}, func(from reader.Answer) (err error) {
		t, err = readTable(from)
		run = from.Run
		return err
	})
	if err != nil {
		_, err = s.explain(err)
		return nil, err
	}
	all := []option{}
	for _, row := range t.records() {
		all = append(all, option{row["value"], row["label"]})
	}
	s.lists.put(run, sql, all)
	return all, nil
}
