// Package customers reads customers.csv, the list of who the customers are:
// people, and the accounts (organisations) they belong to.
//
// The first row names the columns, in any order and spelling of capitals:
//
//	person_id       the customer's number; default: the first e-mail address, else the first login
//	name            of the person
//	email           one or several, parted by ;
//	login           one or several, parted by ;: jane is her name in any source, helpdesk:jane in
//	                the source or kind of sources of that name, github:jane in a tracker of that make
//	account         the organisation's name
//	account_id      its number; default: its name, else its first domain
//	domain          of its e-mail addresses, one or several, parted by ;
//	segment, plan   what the reports compare by
//	money           yearly, in the workspace's currency: 1200, 1,200.50, 1.200,50 €
//	since           a day: the account's first
//	consent         may the person be contacted? yes or no; default: no
//	last_contacted  a day or a time
//
// Only one of email, login and domain is needed. Further columns are kept with the person. A
// row without a person describes an account alone; accounts may also be
// described bit by bit in their people's rows, as long as these agree. A person
// with a segment, plan, money or since and no account is an account alone,
// known by the person_id.
//
// Each row is one item. A cell that cannot be read is a reject that names line
// and column, and the rest of its row is stored; a row that cannot be told
// apart from another one's person is rejected whole; of a login that two people
// have, the first keeps it. A header that cannot be
// used is an error: the file is a snapshot, and what is not in it would count
// as gone. A second run over the same file gives the same records.
package customers

import (
	"errors"
	"io"
	"os"
	"time"

	"github.com/earshot/earshot/ingest"
)

// Settings describe a source of kind customers. All have defaults.
type Settings struct {
	Dates string `yaml:"dates" jsonschema:"enum=iso,enum=dmy,enum=mdy,default=iso" jsonschema_description:"How days with slashes are written: 31/12/2024 is dmy, 12/31/2024 is mdy. 2024-12-31 and 31.12.2024 are always read; iso reads no others."`
}

// Check reports what a schema cannot say: nothing so far.
func (s Settings) Check(func(path, message, hint string)) {}

// New makes the format of a source. Days begin in zone.
func New(s Settings, zone *time.Location) (ingest.Format, error) {
	switch s.Dates {
	case "", "iso", "dmy", "mdy":
		return format{s, zone}, nil
	}
	return nil, errors.New("dates: not one of its choices")
}

type format struct {
	settings Settings
	zone     *time.Location
}

// Open begins to read the file at path: UTF-8, or UTF-16 with a byte order
// mark; cells parted by comma, semicolon or tab, whichever the header has.
func (f format) Open(path string) (ingest.Reader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err // names the file
	}
	r := Read(file, f.settings, f.zone).(*reader)
	r.closer = file
	return r, nil
}

// Read reads what src holds. Closing the reader leaves src open.
func Read(src io.Reader, s Settings, zone *time.Location) ingest.Reader {
	return &reader{
		lines:    newLines(src),
		days:     days{s.Dates, zone},
		people:   newRegister(),
		accounts: newAccounts(),
	}
}
