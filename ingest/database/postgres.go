package database

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// postgres is a connection to PostgreSQL.
type postgres struct{ *pgx.Conn }

// dialPostgres connects and begins the transaction. What the user's environment
// and files say of PostgreSQL does not count.
func dialPostgres(ctx context.Context, a address, timeout time.Duration) (connection, error) {
	config, err := pgx.ParseConfig("host=localhost sslmode=disable")
	if err != nil {
		return nil, fmt.Errorf("the environment's settings of PostgreSQL cannot be read: unset those that begin with PG")
	}
	config.Host, config.Port, config.Database, config.User, config.Password = a.host, uint16(a.port), a.database, a.user, a.password
	config.TLSConfig, config.Fallbacks, config.ConnectTimeout = a.encryption(), nil, connectTime
	config.RuntimeParams = map[string]string{"application_name": "earshot"}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	begin := fmt.Sprintf("begin transaction isolation level repeatable read, read only; set local statement_timeout = %d; "+
		"set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local standard_conforming_strings = on", timeout.Milliseconds())
	if _, err := conn.PgConn().Exec(ctx, begin).ReadAll(); err != nil {
		return nil, joinClose(conn, err)
	}
	return &postgres{conn}, nil
}

// connectTime is how long a connection may take.
const connectTime = 15 * time.Second

func joinClose(conn *pgx.Conn, err error) error {
	closing, cancel := context.WithTimeout(context.Background(), connectTime)
	defer cancel()
	_ = conn.Close(closing) // the first error is the one to tell
	return err
}

func (p *postgres) close() { _ = joinClose(p.Conn, nil) }

// run declares a cursor in the server, which takes nothing but a SELECT and
// gives the rows page by page: the time that a statement may take counts for
// each of them, however slowly they are landed.
func (p *postgres) run(ctx context.Context, q *query, _ *cursor, after point) (rows, error) {
	args := []any{pgx.QueryExecModeDescribeExec}
	if q.params() > 0 {
		args = append(args, after.text)
	}
	if _, err := p.Exec(ctx, "declare earshot no scroll cursor for "+q.bound("$1"), args...); err != nil {
		return nil, err
	}
	r := &postgresRows{postgres: p, ctx: ctx}
	r.fetch()
	return r, r.err()
}

// postgresRows reads a cursor.
type postgresRows struct {
	*postgres
	ctx    context.Context
	page   pgx.Rows
	n      int // rows of this page so far
	fields []pgconn.FieldDescription
	texts  []*string
	values []any
	failed error
	done   bool
}

func (r *postgresRows) fetch() {
	r.n = 0
	page, err := r.Query(r.ctx, fmt.Sprintf("fetch %d from earshot", pageRows), pgx.QueryExecModeDescribeExec, pgx.QueryResultFormats{pgx.TextFormatCode})
	if err != nil {
		r.failed, r.done = err, true
		return
	}
	r.page = page
	r.fields = page.FieldDescriptions()
	r.texts, r.values = make([]*string, len(r.fields)), make([]any, len(r.fields))
}

func (r *postgresRows) columns() []string {
	names := make([]string, len(r.fields))
	for i, f := range r.fields {
		names[i] = f.Name
	}
	return names
}

func (r *postgresRows) next() ([]*string, []any, bool) {
	for !r.done {
		if r.page.Next() {
			r.n++
			r.read(r.page.RawValues())
			return r.texts, r.values, true
		}
		r.page.Close()
		if r.failed = r.page.Err(); r.failed != nil || r.n < pageRows {
			r.done = true
			break
		}
		r.fetch()
	}
	return nil, nil, false
}

func (r *postgresRows) read(raw [][]byte) {
	for i, text := range raw {
		r.texts[i], r.values[i] = nil, nil
		if text == nil {
			continue
		}
		s := string(text)
		r.texts[i], r.values[i] = &s, r.value(r.fields[i].DataTypeOID, s)
	}
}

func (r *postgresRows) value(kind uint32, text string) any {
	switch kind {
	case pgtype.BoolOID:
		return text == "t"
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.Float4OID, pgtype.Float8OID, pgtype.NumericOID, pgtype.OIDOID:
		return numeric(text)
	case pgtype.JSONOID, pgtype.JSONBOID:
		return document(text)
	case pgtype.BPCharOID:
		return strings.TrimRight(text, " ")
	case pgtype.TextArrayOID, pgtype.VarcharArrayOID, pgtype.Int4ArrayOID, pgtype.Int8ArrayOID:
		var list []*string
		if r.TypeMap().Scan(pgtype.TextArrayOID, pgtype.TextFormatCode, []byte(text), &list) != nil {
			return text
		}
		all := make([]any, len(list))
		for i, one := range list {
			if one != nil {
				all[i] = *one
			}
		}
		return all
	}
	return text
}

func (r *postgresRows) err() error { return r.failed }

// close ends the cursor, so that the next one may have its name.
func (r *postgresRows) close() {
	if r.page != nil {
		r.page.Close()
	}
	if r.failed == nil && r.ctx.Err() == nil {
		_, r.failed = r.Exec(r.ctx, "close earshot", pgx.QueryExecModeSimpleProtocol)
	}
}
