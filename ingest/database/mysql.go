package database

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// mysqlConn is a connection to MySQL or MariaDB.
type mysqlConn struct {
	db *sql.DB
	tx *sql.Tx
}

// dialMySQL connects and begins the transaction.
func dialMySQL(ctx context.Context, a address, timeout time.Duration) (_ connection, err error) {
	config := mysql.NewConfig()
	config.User, config.Passwd, config.DBName = a.user, a.password, a.database
	config.Net, config.Addr = "tcp", net.JoinHostPort(a.host, strconv.Itoa(a.port))
	if strings.HasPrefix(a.host, "/") {
		config.Net, config.Addr = "unix", a.host
	}
	config.TLS = a.encryption()
	config.Timeout, config.ReadTimeout, config.WriteTimeout = connectTime, timeout+connectTime, connectTime
	config.Logger = &mysql.NopLogger{} // errors come back; it would print them
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	c := &mysqlConn{db: sql.OpenDB(connector)}
	c.db.SetMaxOpenConns(1)
	defer func() {
		if err != nil {
			c.close()
		}
	}()
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	var version string
	if err := conn.QueryRowContext(ctx, "select version()").Scan(&version); err != nil {
		return nil, err
	}
	limit := fmt.Sprintf("max_execution_time = %d", timeout.Milliseconds())
	if strings.Contains(version, "MariaDB") {
		limit = fmt.Sprintf("max_statement_time = %f", timeout.Seconds())
	}
	// Rows wait in the server while a page is being landed.
	if _, err := conn.ExecContext(ctx, "set session time_zone = '+00:00', session net_write_timeout = 600, session "+limit); err != nil {
		return nil, err
	}
	conn.Close()
	c.tx, err = c.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	return c, err
}

func (c *mysqlConn) close() {
	if c.tx != nil {
		_ = c.tx.Rollback() // it only read
	}
	_ = c.db.Close()
}

func (c *mysqlConn) run(ctx context.Context, q *query, k *cursor, after point) (rows, error) {
	args := make([]any, q.params())
	for i := range args {
		args[i] = after.text
		switch k.Type {
		case "integer":
			args[i] = after.n // text would be compared as a floating-point number
		case "timestamp":
			args[i] = strings.TrimSuffix(after.text, "Z") // the session's zone is UTC
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	found, err := c.tx.QueryContext(ctx, q.bound("?"), args...)
	if err != nil {
		cancel()
		return nil, err
	}
	r := &mysqlRows{found: found, cancel: cancel}
	r.kinds, err = found.ColumnTypes()
	if err != nil {
		r.close()
		return nil, err
	}
	r.raw, r.into = make([]sql.RawBytes, len(r.kinds)), make([]any, len(r.kinds))
	r.texts, r.values = make([]*string, len(r.kinds)), make([]any, len(r.kinds))
	for i := range r.raw {
		r.into[i] = &r.raw[i]
	}
	return r, nil
}

// mysqlRows reads rows as they come.
type mysqlRows struct {
	found  *sql.Rows
	cancel context.CancelFunc
	kinds  []*sql.ColumnType
	raw    []sql.RawBytes
	into   []any
	texts  []*string
	values []any
	failed error
}

func (r *mysqlRows) columns() []string {
	names := make([]string, len(r.kinds))
	for i, k := range r.kinds {
		names[i] = k.Name()
	}
	return names
}

func (r *mysqlRows) next() ([]*string, []any, bool) {
	if !r.found.Next() {
		r.failed = r.found.Err()
		return nil, nil, false
	}
	if r.failed = r.found.Scan(r.into...); r.failed != nil {
		return nil, nil, false
	}
	for i, raw := range r.raw {
		r.texts[i], r.values[i] = nil, nil
		if raw != nil {
			s, kind := string(raw), r.kinds[i].DatabaseTypeName()
			if kind == "TIMESTAMP" && !strings.HasPrefix(s, "0000") {
				s += "Z" // as above
			}
			r.texts[i], r.values[i] = &s, mysqlValue(kind, s)
		}
	}
	return r.texts, r.values, true
}

func mysqlValue(kind, text string) any {
	kind = strings.TrimPrefix(kind, "UNSIGNED ")
	switch kind {
	case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "YEAR", "FLOAT", "DOUBLE", "DECIMAL":
		return numeric(text)
	case "JSON":
		return document(text)
	case "BIT":
		if len(text) == 1 && text[0] < 2 {
			return text[0] == 1
		}
	}
	return text
}

func (r *mysqlRows) err() error { return r.failed }

// close ends the query: without the cancelling, the driver would read all of the
// rows that are left.
func (r *mysqlRows) close() {
	if r.failed != nil {
		r.cancel()
	}
	_ = r.found.Close()
	r.cancel()
}
