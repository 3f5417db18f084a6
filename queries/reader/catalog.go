package reader

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// Table is one published table.
type Table struct {
	Name    string
	Comment string // one sentence: one row per what
	Rows    int64
	Columns []Column
}

// Column is one of its columns, in their order.
type Column struct {
	Name    string
	Type    string // as DuckDB writes it
	Comment string // what it means
}

// Publication says what the newest published file is.
type Publication struct {
	Run  string    // "" where the file does not say
	AsOf time.Time // the moment that its figures are made for, UTC; zero where unknown
	When time.Time // when it was published
}

// catalog is what is known of one published file.
type catalog struct {
	of          stamp
	tables      []Table
	publication Publication
}

// Tables lists the published tables by name, of the newest publication.
func (p *Pool) Tables(ctx context.Context) ([]Table, error) {
	c, err := p.catalog(ctx)
	if err != nil {
		return nil, err
	}
	return c.tables, nil
}

// Published says what the newest publication is.
func (p *Pool) Published() (Publication, error) {
	c, err := p.catalog(context.Background())
	if err != nil {
		return Publication{}, err
	}
	return c.publication, nil
}

// catalog reads the newest file's once. The statements are our own, so that this
// takes no place in the queue.
func (p *Pool) catalog(ctx context.Context) (_ *catalog, err error) {
	p.looking.Lock()
	defer p.looking.Unlock()
	newest, err := stampOf(p.folder)
	if err != nil || p.known != nil && p.known.of.same(newest) {
		return p.known, err
	}
	limits := p.limits
	limits.Spill = ""
	d := newDesk(p.folder, limits)
	if err := d.settle(ctx); err != nil {
		return nil, err
	}
	c := &catalog{of: d.of}
	c.publication, err = publicationOf(ctx, d)
	if err == nil {
		c.tables, err = tablesOf(ctx, d.db)
	}
	if err := errors.Join(err, d.close()); err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	p.known = c
	return c, nil
}

func publicationOf(ctx context.Context, d *desk) (Publication, error) {
	is := Publication{Run: d.run, When: d.of.info.ModTime()}
	if d.run == "" {
		return is, nil
	}
	err := d.db.Row(ctx, "select max(as_of) from run_facts", nil, &is.AsOf)
	return is, err
}

func tablesOf(ctx context.Context, db *warehouse.DB) ([]Table, error) {
	rows, err := db.Query(ctx, `select t.table_name, coalesce(t.comment, ''), t.estimated_size, c.column_name, c.data_type, coalesce(c.comment, '')
		from duckdb_tables() t join duckdb_columns() c using (database_name, schema_name, table_name)
		where t.schema_name = 'main' and not t.internal and not t.temporary order by t.table_name, c.column_index`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Table
	for rows.Next() {
		var t Table
		var c Column
		if err := rows.Scan(&t.Name, &t.Comment, &t.Rows, &c.Name, &c.Type, &c.Comment); err != nil {
			return nil, err
		}
		if len(list) == 0 || list[len(list)-1].Name != t.Name {
			list = append(list, t)
		}
		last := &list[len(list)-1]
		last.Columns = append(last.Columns, c)
	}
	return list, rows.Err()
}

// parseBytes reads "2GB", "512 MB" or "1.5GiB".
func parseBytes(text string) (int64, error) {
	trimmed := strings.TrimSpace(strings.ToUpper(text))
	number := strings.TrimRight(trimmed, "KMGTIB ")
	value, err := strconv.ParseFloat(number, 64)
	unit, known := map[string]float64{"B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30, "TIB": 1 << 40}[strings.TrimSpace(trimmed[len(number):])]
	if err != nil || !known || value <= 0 {
		return 0, fmt.Errorf("memory limit %q: write it as 2GB", text)
	}
	return int64(value * unit), nil
}
