package transform

import "context"

// manyRows is from where on it matters in which order tables are joined.
const manyRows = 100_000

// create runs the statement that makes a model's table. DuckDB takes a table for
// empty as long as the transaction that made it lasts, and would order joins by
// such guesses: where the model reads one with many rows, they are done in the
// order in which the model has them.
func (b *builder) create(ctx context.Context, m Model, statement string) error {
	if !b.blind(m) {
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

// blind tells whether the model reads a table with many rows that this run made,
// itself or through views.
func (b *builder) blind(m Model) bool {
	for _, input := range m.Inputs {
		of, model := b.plan.byName[input]
		if b.anew[input] || model && of.Build == View && b.blind(of) {
			return true
		}
	}
	return false
}
