package warehouse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"github.com/earshot/earshot/internal/durable"
)

// Batch is what one landing brings: rows for landing tables, the cursors that
// belong to them, and the count of what was read.
type Batch struct {
	Source   string    `json:"source"`
	RunID    string    `json:"run_id"`
	LandedAt time.Time `json:"landed_at"`
	Read     int64     `json:"read"` // = Stored + Rejected + the sum of Skipped
	Stored   int64     `json:"stored"`
	Rejected int64     `json:"rejected"`

	Skipped map[string]int64  `json:"skipped,omitempty"` // reason to count
	Cursors map[string]string `json:"cursors,omitempty"` // stream to position
	Reread  []string          `json:"reread,omitempty"`  // files that are read anew from their start with this batch

	Renewed []string `json:"renewed,omitempty"` // of these, those read under other settings before: their older records go

	Gone []Gone `json:"gone,omitempty"` // records that the source no longer has

	Tables map[string]arrow.Record `json:"-"` // landing table to rows
}

// Release frees the Arrow records of a batch that is not landed.
func (b Batch) Release() {
	for _, record := range b.Tables {
		record.Release()
	}
}

// Gone are records of one stream that a sweep did not find any more.
type Gone struct {
	Table     string   `json:"table"`
	Stream    string   `json:"stream"`
	NativeIDs []string `json:"native_ids"`
}

const manifest = "batch.json"

// groupSize is how many entries of one run are brought into the tables in one
// transaction. Rows that fill whole row groups go straight to their place in
// the database file; what is left of them at each commit goes through the
// write-ahead log and is packed anew by the checkpoint behind it.
const groupSize = 40

// Land writes the batch under landed as the next entry of the log, durably.
// Every few entries of a source it brings them into the tables; Settle does so
// with the rest. Killed in between, the next Replay does. It releases the
// batch's Arrow records.
func (db *DB) Land(ctx context.Context, landed string, b Batch) error {
	number, err := db.NextEntry(landed)
	if err != nil {
		return err
	}
	folder := filepath.Join(landed, fmt.Sprintf("%09d-%s", number, b.Source))
	if err := writeEntry(folder, number, b); err != nil {
		return fmt.Errorf("%s: %w", folder, err)
	}
	db.last = number
	db.unsettled[b.Source] = append(db.unsettled[b.Source], entry{number, folder})
	if len(db.unsettled[b.Source]) < groupSize {
		return nil
	}
	return db.Settle(ctx, b.Source)
}

// NextEntry is the number that the next entry of the log will have, from 1.
func (db *DB) NextEntry(landed string) (int64, error) {
	if db.last == 0 {
		entries, err := logEntries(landed)
		if err != nil {
			return 0, err
		}
		if len(entries) > 0 {
			db.last = entries[len(entries)-1].number
		}
	}
	return db.last + 1, nil
}

// Settle brings what was landed of a source and is not in the tables yet into
// them.
func (db *DB) Settle(ctx context.Context, source string) error {
	if len(db.unsettled[source]) == 0 {
		return nil
	}
	if err := db.apply(ctx, db.unsettled[source]); err != nil {
		return err
	}
	delete(db.unsettled, source)
	return nil
}

// writeEntry makes folder appear whole or not at all.
func writeEntry(folder string, number int64, b Batch) error {
	draft := filepath.Join(filepath.Dir(folder), ".draft")
	if err := os.RemoveAll(draft); err != nil {
		return err
	}
	if err := os.MkdirAll(draft, 0o755); err != nil {
		return err
	}
	for table, record := range b.Tables {
		err := writeParquet(filepath.Join(draft, table+".parquet"), numbered(record, number))
		record.Release()
		if err != nil {
			return errors.Join(err, os.RemoveAll(draft))
		}
	}
	encoded, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	if err := durable.Write(filepath.Join(draft, manifest), encoded); err != nil {
		return errors.Join(err, os.RemoveAll(draft))
	}
	if err := durable.SyncFolder(draft); err != nil {
		return err
	}
	if err := os.Rename(draft, folder); err != nil {
		return err
	}
	return durable.SyncFolder(filepath.Dir(folder))
}

// numbered adds the batch's number to each row: a row's place in the log is its
// batch and its place in the file.
func numbered(record arrow.Record, number int64) arrow.Record {
	builder := array.NewInt64Builder(memory.DefaultAllocator)
	builder.Reserve(int(record.NumRows()))
	for range record.NumRows() {
		builder.UnsafeAppend(number)
	}
	fields := append(record.Schema().Fields(), arrow.Field{Name: "batch_no", Type: arrow.PrimitiveTypes.Int64})
	columns := append(slices.Clone(record.Columns()), builder.NewArray())
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, record.NumRows())
}

func writeParquet(path string, record arrow.Record) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	options := []parquet.WriterProperty{parquet.WithCompression(compress.Codecs.Snappy), parquet.WithStats(false), parquet.WithDictionaryDefault(false)}
	for _, field := range record.Schema().Fields() { // to find a dictionary costs more time than it saves
		options = append(options, parquet.WithDictionaryFor(field.Name, field.Type.ID() == arrow.DICTIONARY))
	}
	// The writer would close the file before it is synced.
	writer, err := pqarrow.NewFileWriter(record.Schema(), unclosed{file}, parquet.NewWriterProperties(options...), pqarrow.DefaultWriterProps())
	if err != nil {
		return errors.Join(err, file.Close())
	}
	if err := writer.Write(record); err != nil {
		return errors.Join(err, writer.Close(), file.Close())
	}
	return errors.Join(writer.Close(), file.Sync(), file.Close())
}

type unclosed struct{ *os.File }

func (unclosed) Close() error { return nil }
