package warehouse

import (
	"context"
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
	{"invitations", "native_id"},
	{"work_items", "native_id"},
	{"releases", "native_id"},
	{"sprints", "native_id"},
	{"people", "native_id"},
	{"accounts", "native_id"},
	{"rejects", "native_id"},
}

// apply brings entries of the log, all of one source and one run, into the
// tables: rows, cursors and counts in one transaction.
func (db *DB) apply(ctx context.Context, entries []entry) error {
	return db.Tx(ctx, func() error {
		var b Batch
		for _, e := range entries {
			var err error
			if b, err = readManifest(e); err != nil {
				return err
			}
			if err := db.forget(ctx, b, e.number); err != nil {
				return err
			}
			if err := db.record(ctx, b, e.number); err != nil {
				return err
			}
		}
		for _, t := range landingKeys {
			paths := parquetFiles(entries, t.table)
			if len(paths) == 0 {
				continue
			}
			if err := db.replaceRows(ctx, b, t.table, t.key, paths); err != nil {
				return damaged(strings.Join(paths, ", "), err)
			}
		}
		return nil
	})
}

// parquetFiles lists the entries' files of one table, as SQL literals.
func parquetFiles(entries []entry, table string) (paths []string) {
	for _, e := range entries {
		path := filepath.Join(e.folder, table+".parquet")
		if _, err := os.Stat(path); err == nil {
			paths = append(paths, quote(path))
		}
	}
	return paths
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
		for _, table := range []string{"feedback", "ratings", "invitations", "work_items"} {
			err := db.Exec(ctx, "update landing."+table+" set deleted = true, batch_no = ? where source = ? and stream = ?", number, b.Source, file)
			if err != nil {
				return err
			}
		}
	}
	for _, gone := range b.Gone {
		if err := db.bury(ctx, b.Source, number, gone); err != nil {
			return err
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

// replaceRows puts the rows of Parquet files in place of their older versions.
// A row whose content is as before is left alone, so that nothing is computed
// anew for it, but for the file that it stands in now; of two versions the later
// one counts. A row's place is the number of its batch and its own in the file.
// The payloads of records stay in the log: as much again as all the rest, they
// are there for whoever looks for an original.
func (db *DB) replaceRows(ctx context.Context, b Batch, table, key string, paths []string) error {
	payload, standing := "", ""
	recorded := table == "feedback" || table == "ratings" || table == "invitations" || table == "work_items"
	if recorded {
		payload = ", payload"
		standing = " and not deleted" // what was deleted and comes again is new
	}
	r := strings.NewReplacer("$table", "landing."+table, "$key", key, "$source", quote(b.Source), "$run", quote(b.RunID), "$standing", standing, "$payload", payload,
		"$rows", "read_parquet(["+strings.Join(paths, ", ")+"], file_row_number = true, union_by_name = true)", "$place", "batch_no * 4294967296 + file_row_number")
	var unmet bool
	if err := db.Row(ctx, r.Replace(allNew), nil, &unmet); err != nil {
		return err
	}
	statements := []string{followFile, findFresh, dropOlder, insertRows + " semi join fresh f on f.place = $place", "drop table fresh"}
	switch {
	case unmet:
		statements = []string{insertRows}
	case !recorded:
		statements = statements[1:] // only the tables of records know the file
	}
	for _, statement := range statements {
		if err := db.Exec(ctx, r.Replace(statement)); err != nil {
			return err
		}
	}
	return nil
}

const (
	// allNew tells whether the rows have no older versions, neither in the table
	// nor among themselves: then, as in every first ingest, there is nothing to
	// compare.
	allNew = `select not exists (from $table where source = $source and $key in (select $key from $rows))
		and not exists (select $key from $rows group by $key having count(*) > 1)`

	followFile = `update $table set stream = l.stream
		from (select $key, content_hash, arg_max(stream, $place) as stream from $rows group by $key, content_hash) l
		where $table.source = $source and $table.$key = l.$key and $table.content_hash = l.content_hash and $table.stream <> l.stream`

	findFresh = `create or replace temp table fresh as
		 with latest as (
		     select $key, max($place) as place,
		         arg_max(content_hash, $place) as content_hash
		     from $rows
		     group by $key
		 ),
		 standing as ( -- apart from the join, whose conditions must all be equalities to be fast
		     select $key, content_hash from $table where source = $source$standing
		 )
		 select $key, place from latest anti join standing using ($key, content_hash)`

	dropOlder = `delete from $table where source = $source and $key in (select $key from fresh)`

	insertRows = `insert into $table by name
		 select p.* exclude (file_row_number$payload), $run as run_id
		 from $rows p`
)

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
