package warehouse

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// CarryOver copies what the log cannot give back from another warehouse file:
// which mails were sent, who gets none, what came back, and who was invited. What is there already is replaced;
// a file of a version without these tables has nothing to copy.
func (db *DB) CarryOver(ctx context.Context, from string) error {
	if strings.ContainsAny(from, "'?") {
		return fmt.Errorf("%s: a quotation or question mark in the path: rename the folder", from)
	}
	if err := db.Exec(ctx, "attach '"+from+"' as earlier (read_only)"); err != nil {
		return explain(from, err)
	}
	err := db.Tx(ctx, func() error {
		for _, table := range []string{"outbox", "mail_off", "bounces", "bounce_places", "invitations"} {
			var known bool
			err := db.Row(ctx, "select exists (select 1 from duckdb_tables() where database_name = 'earlier' and schema_name = 'ops' and table_name = ?)", []any{table}, &known)
			if err != nil {
				return err
			}
			if !known {
				continue
			}
			if err := db.Exec(ctx, "delete from ops."+table+"; insert into ops."+table+" by name select * from earlier.ops."+table); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, db.Exec(ctx, "detach earlier"))
}
