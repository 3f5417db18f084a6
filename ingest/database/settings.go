// Package database is the kind of source sql: a query on PostgreSQL, MySQL or
// MariaDB.
//
// It reads the rows of one SELECT in a read-only transaction, page by page, and
// maps columns to meanings by the keys that the kind rest has, with a column's
// name where that has jq: what else there is to work out, the query can.
//
//	# Answers of a product's own survey, oldest change first.
//	- name: in-app
//	  kind: sql
//	  system: postgresql
//	  host: db.acme.example
//	  database: app
//	  user: earshot
//	  password: ${env:APP_DB_PASSWORD}
//	  query: |
//	    select a.id, a.score, a.comment, a.created_at, a.updated_at, u.email, u.company
//	    from answers a join users u on u.id = a.user_id
//	    where a.updated_at >= :cursor
//	    order by a.updated_at
//	  cursor: {column: updated_at, type: timestamp}
//	  whole: true
//	  id: id
//	  time: created_at
//	  author: {email: email}
//	  account: company
//	  feedback: [{body: comment}]
//	  ratings: [{metric: nps, score: score}]
//
// :cursor is a bound parameter. A second run begins where the first one ended,
// less an overlap: rows that were committed late come with it. Without a cursor
// each run reads everything. A query with a LIMIT is asked again from its last
// row on until fewer rows come; rows that share the last value are read again,
// so that none is lost between two pages.
package database

import (
	"github.com/earshot/earshot/ingest/mapping"
	"github.com/earshot/earshot/internal/secret"
)

// Settings is a source of kind sql.
type Settings struct {
	System   string      `yaml:"system,omitempty" jsonschema:"enum=postgresql,enum=mysql" jsonschema_description:"mysql stands for MariaDB too. Unset: as dsn says"`
	DSN      secret.Text `yaml:"dsn,omitempty" jsonschema_description:"The whole address as a secret, such as postgresql://user:password@host:5432/database; in place of host, port, database, user, password and tls"`
	Host     string      `yaml:"host,omitempty" jsonschema_description:"Name, address, or the folder or file of a socket"`
	Port     int         `yaml:"port,omitempty" jsonschema:"minimum=1,maximum=65535" jsonschema_description:"Unset: 5432 or 3306"`
	Database string      `yaml:"database,omitempty"`
	User     string      `yaml:"user,omitempty" jsonschema_description:"Best one that may read and nothing else"`
	Password secret.Text `yaml:"password,omitempty"`
	TLS      string      `yaml:"tls,omitempty" jsonschema:"enum=verify,enum=require,enum=off,default=verify" jsonschema_description:"verify: encrypted, and the server's certificate is checked; require: encrypted; off: for a server on the same machine"`

	Query   string `yaml:"query" jsonschema:"required,minLength=1" jsonschema_description:"One SELECT, ordered by the cursor's column, with the condition column >= :cursor"`
	Cursor  Cursor `yaml:"cursor,omitempty" jsonschema_description:"How to ask for what is new only. Unset: each run reads everything"`
	Timeout string `yaml:"timeout,omitempty" jsonschema:"default=10m,example=90s" jsonschema_description:"How long the database may work on the query"`
	Whole   bool   `yaml:"whole,omitempty" jsonschema_description:"true: the query gives every record there is when read from the start, so one that it does not give was deleted"`

	mapping.Record `yaml:",inline"`
}

// Cursor is the column that rows are asked for by.
type Cursor struct {
	Column  string `yaml:"column,omitempty"`
	Type    string `yaml:"type,omitempty" jsonschema:"enum=timestamp,enum=integer,enum=text,default=timestamp"`
	Start   string `yaml:"start,omitempty" jsonschema_description:":cursor of the first run. Unset: 1970, 0 or empty text"`
	Overlap string `yaml:"overlap,omitempty" jsonschema:"example=1h" jsonschema_description:"How far before the last row a run begins, for rows that are committed late: a time, or a number where type is integer. Unset: 10m; 1000; none for text"`
}
