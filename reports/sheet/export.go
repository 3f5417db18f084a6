package sheet

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/mart"
	"github.com/earshot/earshot/reports/report"
)

// Export writes csv/<table>.csv and parquet/<table>.parquet for each <table>.sql
// at the root of files, csv/dictionary.csv, and tables.xlsx with all of them.
//
// The driver holds the whole result of a query. So a table that can be large
// has a second query, <table>.pages.sql: each of its rows holds the parameters
// of one page and then how many rows it has, in the order in which the pages
// follow each other in the file, the newest last. Of a table with more than
// fileRows rows only the last pages are written: the dated folders are kept, and
// the published file has all.
func Export(ctx context.Context, db *warehouse.DB, files fs.FS, run report.Run, folder *report.Folder) error {
	tables, err := tablesOf(files)
	if err != nil {
		return err
	}
	meanings, err := readMeanings(ctx, db)
	if err != nil {
		return fmt.Errorf("data dictionary: %w", err)
	}
	book, err := newBook()
	if err != nil {
		return fmt.Errorf("tables.xlsx: %w", err)
	}
	queries := mart.NewQueries(files)
	all := map[string][]string{}
	for _, table := range tables {
		t := tableFile{name: table, book: book, meanings: meanings}
		err := folder.Create("csv/"+table+".csv", func(csv *report.Output) (rows int64, err error) {
			err = folder.Create("parquet/"+table+".parquet", func(parquet *report.Output) (int64, error) {
				t.csvTo, t.parquetTo = csv, parquet
				err := t.write(ctx, db, queries)
				parquet.All(t.all)
				return t.rows(), err
			})
			csv.All(t.all)
			return t.rows(), err
		})
		if err != nil {
			return err
		}
		all[table] = names(t.columns)
	}
	if err := writeDictionary(folder, book, tables, all, meanings); err != nil {
		return err
	}
	return folder.Create("tables.xlsx", func(out *report.Output) (int64, error) {
		return 0, book.save(out, aboutRun(run), meanings)
	})
}

// aboutRun is what the workbook says of itself.
func aboutRun(run report.Run) [][2]string {
	facts := [][2]string{{"Workspace", run.Workspace}, {"As of", run.AsOf.UTC().Format("2006-01-02 15:04") + " UTC"}}
	if run.Version != "" {
		facts = append(facts, [2]string{"earshot", run.Version})
	}
	return append(facts, [2]string{"All rows", "csv/ and parquet/ beside this file; manifest.json has the run, their rows and checksums"})
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

// tableFile is one table on its way into its files.
type tableFile struct {
	name             string
	csvTo, parquetTo io.Writer
	book             *book
	meanings         map[place]meaning

	columns []column
	dates   []bool
	all     int64 // rows of the table, of which the files may have the last
	csv     *Writer
	parquet *parquetTable
	sheet   *bookTable
}

func (t *tableFile) rows() int64 {
	if t.csv == nil {
		return 0
	}
	return t.csv.Rows()
}

func (t *tableFile) write(ctx context.Context, db *warehouse.DB, queries mart.Queries) error {
	text, err := queries.Text(t.name)
	if err != nil {
		return err
	}
	pages, width, err := pagesOf(ctx, db, queries, t.name)
	if err != nil {
		return err
	}
	for _, p := range pages {
		t.all += p.rows
	}
	for _, p := range lastPages(pages, fileRows) {
		if err := t.page(ctx, db, text, p.parameters); err != nil {
			return err
		}
	}
	t.all = max(t.all, t.rows())
	if t.csv == nil { // no page at all: the header still has to be there
		if err := t.page(ctx, db, text, make([]any, width)); err != nil {
			return err
		}
	}
	if err := t.parquet.close(); err != nil {
		return err
	}
	return t.sheet.close(t.all)
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
		if err := t.row(row); err != nil {
			return err
		}
	}
	return found.Err()
}

func (t *tableFile) row(row []any) error {
	for i, value := range row {
		if v, ok := value.(float64); ok {
			row[i] = Round(v)
		}
	}
	if err := t.csv.Write(row, t.dates); err != nil {
		return err
	}
	if err := t.parquet.write(row); err != nil {
		return err
	}
	return t.sheet.write(row)
}

func (t *tableFile) begin(found *sql.Rows) (err error) {
	if t.csv != nil {
		return nil
	}
	if t.columns, err = columnsOf(found); err != nil {
		return err
	}
	t.dates = dates(t.columns)
	if t.parquet, err = newParquetTable(t.parquetTo, t.columns, t.name, t.meanings); err != nil {
		return err
	}
	if t.sheet, err = t.book.table(t.name, t.columns); err != nil {
		return err
	}
	t.csv, err = NewWriter(t.csvTo, names(t.columns))
	return err
}

func rowOf(width int) (row, places []any) {
	row, places = make([]any, width), make([]any, width)
	for i := range row {
		places[i] = &row[i]
	}
	return row, places
}
