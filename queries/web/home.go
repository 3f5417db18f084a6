package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/earshot/earshot/queries/reader"
)

// homeBody is the first page's own.
type homeBody struct {
	Latest    *edition
	Archive   []edition
	Published published
}

// published is how fresh what is asked is.
type published struct {
	reader.Publication
	There bool
	Day   time.Time // that its figures are for, in the workspace's zone
}

func (s *Server) home(w http.ResponseWriter, r *http.Request, v visit) error {
	all, err := editions(s.Reports)
	if err != nil {
		return err
	}
	body := homeBody{Archive: all}
	if len(all) > 0 {
		body.Latest, body.Archive = &all[0], all[1:]
	}
	if body.Published, err = s.published(); err != nil {
		return err
	}
	return s.render(w, r, v, http.StatusOK, "home", frame{Title: "Home", Here: "home", Body: body})
}

func (s *Server) published() (published, error) {
	is, err := s.Pool.Published()
	if errors.Is(err, reader.ErrUnpublished) {
		return published{}, nil
	}
	return published{is, true, is.AsOf.In(s.Zone)}, err
}

// tablesBody lists the published tables, or is one of them.
type tablesBody struct {
	Tables []reader.Table
	Table  reader.Table
}

func (s *Server) tablesPage(w http.ResponseWriter, r *http.Request, v visit) error {
	tables, err := s.tables(r.Context())
	if err != nil {
		return err
	}
	return s.render(w, r, v, http.StatusOK, "tables", frame{Title: "Tables", Here: "tables", Body: tablesBody{Tables: tables}})
}

func (s *Server) tablePage(w http.ResponseWriter, r *http.Request, v visit) error {
	tables, err := s.tables(r.Context())
	if err != nil {
		return err
	}
	for _, table := range tables {
		if table.Name == r.PathValue("name") {
			return s.render(w, r, v, http.StatusOK, "table", frame{Title: table.Name, Here: "tables", Body: tablesBody{Table: table}})
		}
	}
	return problem{http.StatusNotFound, "There is no such table", "The list of tables has those there are."}
}

// tables are none before the first publication.
func (s *Server) tables(ctx context.Context) ([]reader.Table, error) {
	tables, err := s.Pool.Tables(ctx)
	if errors.Is(err, reader.ErrUnpublished) {
		return nil, nil
	}
	return tables, err
}

// runsBody is how fresh everything is.
type runsBody struct {
	Published       published
	Sources, Recent *table
	Problem         *askProblem
}

func (s *Server) runsPage(w http.ResponseWriter, r *http.Request, v visit) error {
	body := runsBody{}
	var err error
	if body.Published, err = s.published(); err != nil {
		return err
	}
	if body.Published.There {
		if body.Sources, err = s.own(r.Context(), v, "freshness.sql", nil); err == nil {
			body.Recent, err = s.own(r.Context(), v, "runs.sql", nil)
		}
		if err == nil {
			body.Sources.Label, body.Recent.Label = "Table of sources", "Table of runs"
		} else if body.Problem, err = s.explain(err); err != nil {
			return err
		}
	}
	return s.render(w, r, v, http.StatusOK, "runs", frame{Title: "Runs and freshness", Here: "runs", Body: body})
}
