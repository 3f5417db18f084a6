package transform

import (
	"context"
	"slices"
)

// manyRows is from where on it matters in which order tables are joined.
const manyRows = 100_000

// create runs the statement that makes a model's table. DuckDB takes a table for
// empty as long as the transaction that made it lasts, and would order joins by
// such guesses: where a model reads one with many rows, they are done in the
// order in which it has them. A workspace's own models need not know of this.
func (b *builder) create(ctx context.Context, m Model, statement string) error {
	if m.Own || !b.readsAnew(m) {
		return b.db.Exec(ctx, statement)
	}
	if err := b.db.Exec(ctx, "set disabled_optimizers = 'join_order,build_side_probe_side'"); err != nil {
		return err
	}
	if err := b.db.Exec(ctx, statement); err != nil {
		return err // Transform takes the setting back when the transaction has ended
	}
	return b.orderAgain(ctx)
}

func (b *builder) orderAgain(ctx context.Context) error {
	return b.db.Exec(context.WithoutCancel(ctx), "reset disabled_optimizers")
}

// readsAnew tells whether the model reads a table with many rows that this run made,
// itself or through views.
func (b *builder) readsAnew(m Model) bool {
	return slices.ContainsFunc(m.Inputs, func(input string) bool {
		of := b.plan.byName[input]
		return b.anew[input] || of.Build == View && b.readsAnew(of)
	})
}
