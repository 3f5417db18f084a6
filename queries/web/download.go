package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/earshot/earshot/queries/format"
	"github.com/earshot/earshot/queries/reader"
)

// download gives all of an answer as a file.
func (s *Server) download(w http.ResponseWriter, r *http.Request, v visit) error {
	kind, err := format.Named(r.PostForm.Get("format"))
	if err != nil || kind != format.CSV && kind != format.XLSX && kind != format.Parquet {
		return problem{http.StatusBadRequest, "There is no such format", "Answers are downloaded as CSV, XLSX or Parquet."}
	}
	q, err := s.askedFor(r)
	if err != nil {
		return s.said(err)
	}
	// First to a file: somebody who takes it slowly keeps no place in the queue,
	// and half an answer never looks like a whole one.
	file, err := os.CreateTemp("", "earshot-answer-*")
	if err != nil {
		return fmt.Errorf("download: %w", err)
	}
	defer func() { _ = file.Close(); _ = os.Remove(file.Name()) }()
	run := ""
	_, err = s.asked(r.Context(), v, "download", string(kind), q, 0, func(from reader.Answer) error {
		run = from.Run
		return format.Write(file, kind, from)
	})
	if err != nil {
		return s.said(err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("download: %w", err)
	}
	w.Header().Set("Content-Type", kind.ContentType())
	w.Header().Set("Content-Disposition", attachment(fileName(q.Name, s.Now().UTC().Format(time.DateOnly), kind.Ending())))
	w.Header().Set("X-Earshot-Run", run)
	http.ServeContent(w, r, "", time.Time{}, file)
	return nil
}

// askedFor is the question that a form holds: a saved one with values, or SQL.
func (s *Server) askedFor(r *http.Request) (question, error) {
	name := r.PostForm.Get("question")
	if name == "" {
		return typed(r.PostForm.Get("sql"))
	}
	saved, err := s.saved(name)
	if err != nil {
		return question{}, err
	}
	return filled(saved, r.PostForm)
}

// said is a question's fault as a page of its own.
func (s *Server) said(err error) error {
	var page problem
	if errors.As(err, &page) {
		return err
	}
	why, err := s.explain(err)
	if err != nil {
		return err
	}
	text := why.Text
	if why.Line > 0 {
		text = fmt.Sprintf("Line %d, column %d: %s", why.Line, why.Column, text)
	}
	return problem{http.StatusUnprocessableEntity, "There is no answer to this", strings.TrimSpace(text + " " + why.Hint)}
}

func fileName(question, date, ending string) string {
	if question == "" {
		question = "answer"
	}
	return question + "-" + date + "." + ending
}

// attachment names a download; what a header cannot hold is encoded.
func attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}
