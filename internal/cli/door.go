package cli

import (
	"context"

	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/flight"
)

// door lets owners of tokens in to Flight SQL. A tool that cannot send a token
// alone sends it as the password, under any name.
type door struct{ tokens *access.Tokens }

// Check is whose token it is.
func (d door) Check(ctx context.Context, _, secret string) (name string, err error) {
	name, _, err = d.tokens.Check(ctx, secret)
	return name, err
}

// door is nil, which lets in whoever reaches it, while there is no token at all.
func (w *workspace) door(a *app) (flight.Access, error) {
	any, err := w.tokens(a).Any()
	if err != nil || !any {
		return nil, err
	}
	return door{w.tokens(a)}, nil
}
