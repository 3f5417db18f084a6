package pack

import (
	"context"
	"slices"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/mart"
)

// lack is what a pack has to say where there is no plan, or no sprint: that
// nothing is found wrong means nothing then.
type lack struct{ Headline, Notice string }

func noPlan() lack {
	return lack{"No plan is known yet", "No item of a plan is known, so nothing can be held against it. Name the tracker in earshot.yaml as a source with role: plan, and run the pipeline again."}
}

func noSprints() lack {
	return lack{"No sprint is known yet", "The plan has no sprint with a first and a last day, so no item counts as committed. Where the tracker has sprints, take them in as well."}
}

// lacks says what of the plan the pack has to do without; the zero value:
// nothing, or that is not known of an earlier version's file.
func (p Pack) lacks(ctx context.Context, db *warehouse.DB) (lack, error) {
	tables, err := tablesOf(ctx, db)
	if err != nil || !slices.Contains(tables, "work_items") || !slices.Contains(tables, "sprints") {
		return lack{}, err
	}
	type count struct{ items, sprints int64 }
	found, err := mart.Select(ctx, db, mart.NewQueries(files), "known", func(c *count) []any { return []any{&c.items, &c.sprints} })
	switch {
	case err != nil || len(found) == 0:
		return lack{}, err
	case found[0].items == 0:
		return noPlan(), nil
	case found[0].sprints == 0 && p.BySprint:
		return noSprints(), nil
	}
	return lack{}, nil
}

func tablesOf(ctx context.Context, db *warehouse.DB) ([]string, error) {
	return db.Strings(ctx, "select table_name from duckdb_tables() where schema_name = 'main'")
}
