package warehouse

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// swept are the landing tables whose records a sweep may find gone.
var swept = []string{"feedback", "ratings", "work_items"}

// Unseen lists what a stream's sweep did not come by: the standing records of
// the stream that no entry of the log from number first on brings again. The
// log tells it, so that a sweep may be killed and taken up. standing is how
// many records the stream has.
func (db *DB) Unseen(ctx context.Context, landed, source, stream string, first int64) (gone []Gone, standing int, err error) {
	entries, err := logEntries(landed)
	if err != nil {
		return nil, 0, err
	}
	entries = slices.DeleteFunc(entries, func(e entry) bool {
		_, of, _ := strings.Cut(filepath.Base(e.folder), "-")
		return e.number < first || of != source
	})
	for _, table := range swept {
		var n int
		err := db.Row(ctx, "select count(*) from landing."+table+" where source = ? and stream = ? and not deleted", []any{source, stream}, &n)
		if err != nil {
			return nil, 0, err
		}
		standing += n
		if n == 0 {
			continue
		}
		ids, err := db.Strings(ctx, unseenSQL(table, source, stream, parquetFiles(entries, table)))
		if err != nil {
			return nil, 0, err
		}
		if len(ids) > 0 {
			gone = append(gone, Gone{Table: table, Stream: stream, NativeIDs: ids})
		}
	}
	return gone, standing, nil
}

func unseenSQL(table, source, stream string, paths []string) string {
	query := fmt.Sprintf("select native_id from landing.%s where source = %s and stream = %s and not deleted", table, quote(source), quote(stream))
	if len(paths) > 0 {
		query += fmt.Sprintf(" and native_id not in (select native_id from read_parquet([%s], union_by_name = true) where stream = %s and not deleted)",
			strings.Join(paths, ", "), quote(stream))
	}
	return query + " order by native_id"
}

// bury marks records as deleted. Their older versions stay in the log.
func (db *DB) bury(ctx context.Context, source string, number int64, gone Gone) error {
	if !slices.Contains(swept, gone.Table) { // the manifest is a file: it may hold anything
		return fmt.Errorf("table %q cannot lose records", gone.Table)
	}
	ids, err := json.Marshal(gone.NativeIDs)
	if err != nil {
		return err
	}
	return db.Exec(ctx, "update landing."+gone.Table+` set deleted = true, batch_no = ?
		where source = ? and stream = ? and native_id in (select unnest(from_json(?, '["varchar"]')))`,
		number, source, gone.Stream, string(ids))
}
