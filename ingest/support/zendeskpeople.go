package support

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

type zendeskUser struct {
	ID           word   `json:"id"`
	Name         string `json:"name"`
	Email        string `json:"email"`
	Role         string `json:"role"` // end-user, agent, admin
	Organization word   `json:"organization_id"`
}

// directory is who an answer of Zendesk's names beside its records.
type directory struct {
	Users         []zendeskUser `json:"users"`
	Organizations []struct {
		ID   word   `json:"id"`
		Name string `json:"name"`
	} `json:"organizations"`
}

// known is who is known while a page is read.
type known struct {
	users         map[word]zendeskUser
	organizations map[word]string
}

func (d directory) known() *known {
	k := &known{users: map[word]zendeskUser{}, organizations: map[word]string{}}
	k.add(d)
	return k
}

func (k *known) add(d directory) {
	for _, u := range d.Users {
		k.users[u.ID] = u
	}
	for _, o := range d.Organizations {
		k.organizations[o.ID] = o.Name
	}
}

func (k *known) author(id word) ingest.Author {
	u := k.users[id]
	return ingest.Author{ID: string(id), Name: u.Name, Email: u.Email}
}

// side says who wrote a comment. Of an author whose role is not told only the
// ticket's requester is taken for a customer.
func (k *known) side(c zendeskComment, requester word) side {
	switch role := k.users[c.Author].Role; {
	case !c.Public:
		return internal
	case role == "end-user", role == "" && c.Author == requester && requester != "":
		return customer
	case role != "":
		return agent
	}
	return unknown
}

// people asks who has these ids, a hundred at most, and for whom they work.
func (z *zendesk) people(ctx context.Context, ids []string) (*known, error) {
	var in directory
	if len(ids) == 0 {
		return in.known(), nil
	}
	query := url.Values{"ids": {strings.Join(ids, ",")}, "include": {"organizations"}}
	if _, err := z.client.JSON(ctx, api.Request{Path: "api/v2/users/show_many.json", Query: query}, &in); err != nil {
		return nil, fmt.Errorf("who rated: %w", err)
	}
	return in.known(), nil
}
