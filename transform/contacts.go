package transform

import (
	"database/sql/driver"
	"time"
)

// Contact is one conversation of the team with a customer.
type Contact struct {
	On         time.Time
	Who        string // a person's id, an account's id or name; "" where it is an e-mail address
	Key, IDKey string // of an address: its keyed hash, and the key of a person whose id it is
	Role, Kind string
	Item       string // of the plan; may be empty
}

// Invite says how many people are proposed for each review, and for how many
// days somebody who was invited or spoken with is left alone. The zero value is
// 8 people and 90 days.
type Invite struct{ People, CapDays int }

func (b *builder) contactRows() (rows [][]driver.Value) {
	for nth, c := range b.run.Contacts {
		rows = append(rows, []driver.Value{int64(nth), c.On, orNull(c.Who), orNull(c.Key), orNull(c.IDKey), c.Role, c.Kind, orNull(c.Item)})
	}
	return rows
}

func (b *builder) inviteRows() [][]driver.Value {
	invite := b.run.Invite
	if invite.People == 0 {
		invite.People = 8
	}
	if invite.CapDays == 0 {
		invite.CapDays = 90
	}
	return [][]driver.Value{{int64(invite.People), int64(invite.CapDays)}}
}
