package sheet

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/mart"
	"github.com/earshot/earshot/reports/report"
)

// Export writes csv/<table>.csv for each <table>.sql at the root of files, and
// csv/dictionary.csv.
//
// The driver holds the whole result of a query. So a table that can be large
// has a second query, <table>.pages.sql: each of its rows holds the parameters
// of one page, in the order in which the pages follow each other in the file.
func Export(ctx context.Context, db *warehouse.DB, files fs.FS, folder *report.Folder) error {
	tables, err := tablesOf(files)
	if err != nil {
		return err
	}
	queries := mart.NewQueries(files)
	columns := map[string][]string{}
	for _, table := range tables {
		err := folder.Create("csv/"+table+".csv", func(out *report.Output) (int64, error) {
			t := tableFile{out: out}
			err := t.write(ctx, db, queries, table)
			columns[table] = t.columns
			return t.rows(), err
		})
		if err != nil {
			return err
		}
	}
	return writeDictionary(ctx, db, folder, tables, columns)
}

func tablesOf(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	var tables []string
	for _, name := range names {
		if !strings.HasSuffix(name, ".pages.sql") {
			tables = append(tables, strings.TrimSuffix(path.Base(name), ".sql"))
		}
	}
	return tables, nil
}

// tableFile is one table on its way into a file.
type tableFile struct {
	out     *report.Output
	writer  *Writer
	columns []string
	dates   []bool
}

func (t *tableFile) rows() int64 {
	if t.writer == nil {
		return 0
	}
	return t.writer.Rows()
}

func (t *tableFile) write(ctx context.Context, db *warehouse.DB, queries mart.Queries, table string) error {
	text, err := queries.Text(table)
	if err != nil {
		return err
	}
	pages, width, err := pagesOf(ctx, db, queries, table)
	if err != nil {
		return err
	}
	for _, parameters := range pages {
		if err := t.page(ctx, db, text, parameters); err != nil {
			return err
		}
	}
	if t.writer == nil { // no page at all: the header still has to be there
		return t.page(ctx, db, text, make([]any, width))
	}
	return nil
}

// pagesOf gives the parameters of each page, and how many one page has. A table
// without a query for its pages is one page without parameters.
func pagesOf(ctx context.Context, db *warehouse.DB, queries mart.Queries, table string) (pages [][]any, width int, err error) {
	text, err := queries.Text(table + ".pages")
	if errors.Is(err, fs.ErrNotExist) {
		return [][]any{{}}, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	found, err := db.Query(ctx, text)
	if err != nil {
		return nil, 0, fmt.Errorf("pages: %w", err)
	}
	defer found.Close()
	names, err := found.Columns()
	if err != nil {
		return nil, 0, err
	}
	for found.Next() {
		row, places := rowOf(len(names))
		if err := found.Scan(places...); err != nil {
			return nil, 0, err
		}
		pages = append(pages, row)
	}
	return pages, len(names), found.Err()
}

// page writes the rows of one page, and the header before the first.
func (t *tableFile) page(ctx context.Context, db *warehouse.DB, text string, parameters []any) error {
	found, err := db.Query(ctx, text, parameters...)
	if err != nil {
		return err
	}
	defer found.Close()
	if err := t.begin(found); err != nil {
		return err
	}
	row, places := rowOf(len(t.columns))
	for found.Next() {
		if err := found.Scan(places...); err != nil {
			return err
		}
		if err := t.writer.Write(row, t.dates); err != nil {
			return err
		}
	}
	return found.Err()
}

func (t *tableFile) begin(found *sql.Rows) (err error) {
	if t.writer != nil {
		return nil
	}
	if t.columns, t.dates, err = dateColumns(found); err != nil {
		return err
	}
	t.writer, err = NewWriter(t.out, t.columns)
	return err
}

func rowOf(width int) (row, places []any) {
	row, places = make([]any, width), make([]any, width)
	for i := range row {
		places[i] = &row[i]
	}
	return row, places
}
