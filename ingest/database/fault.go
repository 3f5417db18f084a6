package database

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/earshot/earshot/ingest"
)

// fault words a database's error without what it may quote: rows and secrets.
// Of what the database says only that is shown which speaks of the query and
// the connection.
func (s *source) fault(err error) error {
	var pg *pgconn.PgError
	var my *mysql.MySQLError
	var way net.Error
	place := s.address.host
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &pg):
		return postgresFault(place, pg)
	case errors.As(err, &my):
		return mysqlFault(place, my)
	case errors.As(err, &way) && way.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: took too long to answer: is it reachable from here?", place)
	}
	return fmt.Errorf("%s: %s", place, cause(err))
}

// cause is what went wrong on the way, by the innermost errors that cannot hold
// a secret.
func cause(err error) string {
	var dial *net.OpError
	var name *net.DNSError
	switch text := err.Error(); {
	case errors.As(err, &name):
		return "no host of this name is known"
	case errors.As(err, &dial) && dial.Op == "dial":
		return "cannot be reached: " + dial.Err.Error()
	case strings.Contains(text, "x509:"), strings.Contains(text, "tls:"):
		return "its certificate is not accepted: see tls"
	case strings.Contains(text, "refused TLS"), strings.Contains(text, "does not support TLS"):
		return "does not encrypt: set tls to off if that is right"
	}
	return "the connection broke off"
}

func postgresFault(place string, e *pgconn.PgError) error {
	switch class := e.Code[:min(2, len(e.Code))]; {
	case e.Code == "57014":
		return fmt.Errorf("%s: the query took longer than timeout allows: an index on the cursor's column may be missing", place)
	case class == "28":
		return fmt.Errorf("%s: %w: %s", place, ingest.ErrRefused, e.Message)
	case e.Code == "25006":
		return fmt.Errorf("%s: the query would write: only one that reads is run", place)
	case slices.Contains([]string{"08", "0A", "25", "3D", "3F", "42", "53", "57"}, class):
		return fmt.Errorf("%s: %s (%s)", place, e.Message, e.Code)
	}
	return fmt.Errorf("%s: the query failed with error %s of PostgreSQL", place, e.Code)
}

func mysqlFault(place string, e *mysql.MySQLError) error {
	switch e.Number {
	case 1045, 1698, 1862, 3118, 1251:
		return fmt.Errorf("%s: %w: %s", place, ingest.ErrRefused, e.Message)
	case 1969, 3024, 1317:
		return fmt.Errorf("%s: the query took longer than timeout allows: an index on the cursor's column may be missing", place)
	case 1792, 1290:
		return fmt.Errorf("%s: the query would write: only one that reads is run", place)
	case 1040, 1044, 1049, 1052, 1054, 1064, 1130, 1142, 1143, 1146, 1203, 1226, 1305, 1927, 2013:
		return fmt.Errorf("%s: %s (%d)", place, e.Message, e.Number)
	}
	return fmt.Errorf("%s: the query failed with error %d of MySQL", place, e.Number)
}
