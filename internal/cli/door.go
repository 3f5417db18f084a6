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

// door is nil, which lets in whoever reaches it, while no token was ever made.
func (w *workspace) door(a *app) (flight.Access, error) {
	list, err := w.tokens(a).List()
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return door{w.tokens(a)}, nil
}
