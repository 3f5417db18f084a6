package warehouse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// landingKeys are the landing tables and the column that, with the source,
// tells which older row a new one replaces. Joins on numbers are the faster.
var landingKeys = []struct{ table, key string }{
	{"feedback", "feedback_id"},
	{"ratings", "rating_id"},
	{"work_items", "native_id"},
	{"releases", "native_id"},
	{"sprints", "native_id"},
	{"people", "native_id"},
	{"accounts", "native_id"},
	{"rejects", "native_id"},
}

// apply brings one entry of the log into the tables: rows, cursors and counts
// in one transaction.
func (db *DB) apply(ctx context.Context, e entry) error {
	content, err := os.ReadFile(filepath.Join(e.folder, manifest))
	if err != nil {
		return damaged(e.folder, err)
	}
	var b Batch
	if err := json.Unmarshal(content, &b); err != nil {
		return damaged(e.folder, err)
	}
	return db.Tx(ctx, func() error {
		if err := db.forget(ctx, b, e.number); err != nil {
			return err
		}
		for _, t := range landingKeys {
			path := filepath.Join(e.folder, t.table+".parquet")
			if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
				continue
			}
			if err := db.replaceRows(ctx, b, t.table, t.key, path, e.number); err != nil {
				return damaged(path, err)
			}
		}
		return db.record(ctx, b, e.number)
	})
}

// damaged adds what to do when the log itself cannot be read.
func damaged(path string, err error) error {
	return fmt.Errorf("%s: cannot be applied; free disk space if that is what is missing, else restore it from a backup: %w", path, err)
}

// forget drops what a file said before it is read anew from its start: its
// rejects, and, since customers.csv is a list of all there are, its customers.
// What it gave under other settings counts as deleted until it comes again.
func (db *DB) forget(ctx context.Context, b Batch, number int64) error {
	for _, file := range b.Renewed {
		for _, table := range []string{"feedback", "ratings", "work_items"} {
			err := db.Exec(ctx, "update landing."+table+" set deleted = true, batch_no = ? where source = ? and stream = ?", number, b.Source, file)
			if err != nil {
				return err
			}
		}
	}
	for _, file := range b.Reread {
		if err := db.Exec(ctx, "delete from landing.rejects where source = ? and file = ?", b.Source, file); err != nil {
			return err
		}
		for _, table := range []string{"people", "accounts"} {
			if err := db.Exec(ctx, "delete from landing."+table+" where source = ?", b.Source); err != nil {
				return err
			}
		}
	}
	return nil
}

// replaceRows puts the rows of a Parquet file in place of their older versions.
// A row whose content is as before is left alone, so that nothing is computed
// anew for it; of two versions in one file the later one counts.
func (db *DB) replaceRows(ctx context.Context, b Batch, table, key, path string, number int64) error {
	standing := "" // what was deleted and comes again is new
	if table == "feedback" || table == "ratings" || table == "work_items" {
		standing = " and not t.deleted"
	}
	r := strings.NewReplacer("$table", "landing."+table, "$key", key, "$number", fmt.Sprint(number), "$path", quote(path), "$source", quote(b.Source), "$run", quote(b.RunID), "$standing", standing)
	for _, statement := range []string{
		`create or replace temp table fresh as
		 with latest as (
		     select $key, max(file_row_number) as place, arg_max(content_hash, file_row_number) as content_hash
		     from read_parquet($path, file_row_number = true)
		     group by $key
		 )
		 select l.$key, l.place
		 from latest l
		 anti join $table t on t.source = $source and t.$key = l.$key and t.content_hash = l.content_hash$standing`,
		`delete from $table where source = $source and $key in (select $key from fresh)`,
		`insert into $table by name
		 select p.* exclude (file_row_number), $run as run_id, $number as batch_no
		 from read_parquet($path, file_row_number = true) p
		 semi join fresh f on f.place = p.file_row_number`,
		`drop table fresh`,
	} {
		if err := db.Exec(ctx, r.Replace(statement)); err != nil {
			return err
		}
	}
	return nil
}

// record notes the batch, its cursors and its counts.
func (db *DB) record(ctx context.Context, b Batch, number int64) error {
	var skipped int64
	for reason, n := range b.Skipped {
		skipped += n
		if err := db.Exec(ctx, "insert into ops.skipped values (?, ?, ?, ?)", number, b.Source, reason, n); err != nil {
			return err
		}
	}
	for stream, position := range b.Cursors {
		if err := db.Exec(ctx, "delete from ops.cursors where source = ? and stream = ?", b.Source, stream); err != nil {
			return err
		}
		if err := db.Exec(ctx, "insert into ops.cursors values (?, ?, ?, ?)", b.Source, stream, position, number); err != nil {
			return err
		}
	}
	return db.Exec(ctx, "insert into ops.batches values (?, ?, ?, ?, ?, ?, ?, ?)",
		number, b.Source, b.RunID, b.LandedAt.UTC(), b.Read, b.Stored, b.Rejected, skipped)
}

// quote makes a SQL literal of a text that cannot be a parameter.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// Cursors returns the positions of a source by stream.
func (db *DB) Cursors(ctx context.Context, source string) (map[string]string, error) {
	found, err := db.Query(ctx, "select stream, position from ops.cursors where source = ?", source)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	positions := map[string]string{}
	for found.Next() {
		var stream, position string
		if err := found.Scan(&stream, &position); err != nil {
			return nil, err
		}
		positions[stream] = position
	}
	return positions, found.Err()
}
