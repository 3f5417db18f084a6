package cli

import (
	"context"

	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/flight"
)

// door lets owners of tokens in to Flight SQL. A tool that cannot send a token
// alone sends it as the password, under any name.
type door struct {
	tokens *access.Tokens
	ajar   bool // whoever reaches it may come in while no token was ever made
}

// Check is whose token it is. The first token that is made closes the door, also
// of a server that runs.
func (d door) Check(ctx context.Context, _, secret string) (name string, err error) {
	if d.ajar {
		list, err := d.tokens.List()
		if err != nil || len(list) == 0 {
			return "local", err
		}
	}
	name, _, err = d.tokens.Check(ctx, secret)
	return name, err
}

// door is nil, which no server opens to others, where an address of the network
// is listened on and no token was ever made.
func (w *workspace) door(a *app, loopback bool) (flight.Access, error) {
	list, err := w.tokens(a).List()
	if err != nil || len(list) == 0 && !loopback {
		return nil, err
	}
	return door{w.tokens(a), loopback}, nil
}
