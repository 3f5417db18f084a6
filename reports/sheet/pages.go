package sheet

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/mart"
)

// fileRows is how many rows of a table the files hold at least, where there are
// so many: with more, the folder of one day would take as long as all stages
// together, and be of hundreds of megabytes.
const fileRows = 50_000

// tablePage is one page of a table.
type tablePage struct {
	parameters []any
	rows       int64
}

// pagesOf gives a table's pages, and how many parameters one has. A table
// without a query for its pages is one page without parameters.
func pagesOf(ctx context.Context, db *warehouse.DB, queries mart.Queries, table string) (pages []tablePage, width int, err error) {
	text, err := queries.Text(table + ".pages")
	if errors.Is(err, fs.ErrNotExist) {
		return []tablePage{{}}, 0, nil
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
	width = len(names) - 1
	for found.Next() {
		row, places := rowOf(len(names))
		if err := found.Scan(places...); err != nil {
			return nil, 0, err
		}
		rows, ok := row[width].(int64)
		if !ok {
			return nil, 0, fmt.Errorf("pages: %s is no number of rows", names[width])
		}
		pages = append(pages, tablePage{row[:width], rows})
	}
	return pages, width, found.Err()
}

// lastPages are the last ones that together hold so many rows at least.
func lastPages(pages []tablePage, least int64) []tablePage {
	rows := int64(0)
	for i := len(pages) - 1; i >= 0; i-- {
		if rows += pages[i].rows; rows >= least {
			return pages[i:]
		}
	}
	return pages
}
