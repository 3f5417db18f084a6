// Package rest is the kind of source that pulls any JSON API that earshot does
// not know, as its user declares it in earshot.yaml: how to ask, how to turn
// pages, and what the records mean. What of an answer means what is written in
// jq; a request's texts may hold places such as {{since}}.
//
//	# A help desk's tickets with their comments, oldest change first.
//	- name: helpdesk
//	  kind: rest
//	  url: https://helpdesk.example/api/v2
//	  auth: {bearer: "${env:HELPDESK_TOKEN}"}
//	  rate: 5
//	  streams:
//	    - name: tickets
//	      request:
//	        path: /tickets
//	        query: {updated_since: "{{since}}", sort: updated_at, per_page: "{{limit}}"}
//	      records: .tickets[]
//	      paging: {by: next_url, value: .links.next, size: 100}
//	      cursor: {field: .updated_at, order: ascending}
//	      details:
//	        - {as: comments, request: {path: "/tickets/{{.id}}/comments"}, records: ".comments[]"}
//	      whole: true
//	      channel: email
//	      id: .id
//	      time: .created_at
//	      author: {id: .requester.id, email: .requester.email}
//	      account: .organization.name
//	      labels: .tags
//	      deleted: .status == "deleted"
//	      feedback:
//	        - {title: .subject, body: .description}
//	        - {each: ".comments[] | select(.public)", id: .id, body: .body, time: .created_at, author: {id: .author_id}}
//	      ratings:
//	        - {metric: csat, score: .satisfaction.score, scale: [0, 1], words: {bad: 0, good: 1}, no_answer: [offered, unoffered]}
//
// A record's native id is the stream's name, a slash and its id. A second run
// asks for what changed since the newest record of the first, and a little
// before; without a cursor it reads everything again, and lands what differs.
package rest

import (
	"github.com/earshot/earshot/ingest/mapping"
	"github.com/earshot/earshot/internal/secret"
)

// Settings is a source of kind rest.
type Settings struct {
	URL     string            `yaml:"url" jsonschema:"required,minLength=1,example=https://api.example.com/v2" jsonschema_description:"The API's address; the requests' paths are below it"`
	Auth    Auth              `yaml:"auth,omitempty" jsonschema_description:"How the API knows who asks"`
	Header  map[string]string `yaml:"header,omitempty" jsonschema_description:"Headers of every request; secrets belong under auth"`
	Rate    float64           `yaml:"rate,omitempty" jsonschema:"minimum=0" jsonschema_description:"Requests in a second that the API allows. Unset: as fast as it answers, one at a time"`
	Retry   []int             `yaml:"retry,omitempty,flow" jsonschema_description:"Statuses worth a second try beside 408, 429, 500, 502, 503, 504 and 520 to 524"`
	Streams []Stream          `yaml:"streams" jsonschema:"required,minItems=1" jsonschema_description:"The lists to read, each with a cursor of its own"`
}

// Stream is one list of the API's.
type Stream struct {
	Name    string   `yaml:"name" jsonschema:"required,pattern=^[A-Za-z0-9][A-Za-z0-9_. -]*$" jsonschema_description:"Stays the same: it stands in the ids of the records"`
	Request Request  `yaml:"request" jsonschema:"required" jsonschema_description:"How to ask for a page"`
	Records string   `yaml:"records" jsonschema:"required,minLength=1,example=.items[]" jsonschema_description:"jq: the records in an answer. $header holds the answer's headers by their names in small letters"`
	Paging  Paging   `yaml:"paging,omitempty" jsonschema_description:"How to get the next page. Unset: there is one page"`
	Cursor  Cursor   `yaml:"cursor,omitempty" jsonschema_description:"How to ask for what is new only. Unset: each run reads everything"`
	Details []Detail `yaml:"details,omitempty" jsonschema_description:"A further request for each record; what it gives becomes a part of the record. 403, 404 and 410 give nothing"`
	Whole   bool     `yaml:"whole,omitempty" jsonschema_description:"true: a pull from the start gives every record there is, so one that it does not give was deleted"`
	Of      string   `yaml:"of,omitempty" jsonschema_description:"The stream whose records thread and parent name. Unset: this one"`

	mapping.Record `yaml:",inline"`
}

// Request is how to ask. Its texts may hold {{since}}, {{now}}, {{page}},
// {{offset}}, {{limit}}, {{token}} and {{last}}; what holds one that is empty is
// left out.
type Request struct {
	Method string            `yaml:"method,omitempty" jsonschema:"enum=GET,enum=POST,default=GET" jsonschema_description:"POST only where the API takes its queries so"`
	Path   string            `yaml:"path,omitempty" jsonschema:"example=/tickets" jsonschema_description:"Below url"`
	Query  map[string]string `yaml:"query,omitempty"`
	Header map[string]string `yaml:"header,omitempty"`
	Body   any               `yaml:"body,omitempty" jsonschema_description:"Sent as JSON. A text that is {{page}}, {{offset}} or {{limit}} alone becomes a number"`
}

// Paging is how to get from page to page.
type Paging struct {
	By    string `yaml:"by,omitempty" jsonschema:"enum=none,enum=link,enum=next_url,enum=token,enum=offset,enum=page,enum=last,default=none" jsonschema_description:"link: the Link header; next_url: an address in the answer; token: {{token}}, from the answer; offset: {{offset}}; page: {{page}}; last: {{last}}, from the last record"`
	Value string `yaml:"value,omitempty" jsonschema:"example=.links.next" jsonschema_description:"jq: next_url and token: where it stands in the answer, null on the last page; last: the last record's field"`
	Size  int    `yaml:"size,omitempty" jsonschema:"minimum=1" jsonschema_description:"Records on a page: {{limit}}"`
	First int    `yaml:"first,omitempty" jsonschema:"minimum=0" jsonschema_description:"page: number of the first page, such as 1"`
	More  string `yaml:"more,omitempty" jsonschema:"example=.has_more" jsonschema_description:"jq: true in an answer while there are more pages"`
	Total string `yaml:"total,omitempty" jsonschema:"example=.meta.total" jsonschema_description:"jq: how many records there are on all pages"`
	End   string `yaml:"end,omitempty" jsonschema:"enum=empty,enum=short" jsonschema_description:"empty: a page without records is the last; short: so is one with fewer than size. Only where the API says so"`
}

// Cursor is how to ask for what is new only.
type Cursor struct {
	Field   string `yaml:"field,omitempty" jsonschema:"example=.updated_at" jsonschema_description:"jq: the record's time of change, or its growing number"`
	Format  string `yaml:"format,omitempty" jsonschema:"default=rfc3339" jsonschema_description:"How it is written in records and as {{since}}: rfc3339, date, unix, unix_ms, integer or a Go layout"`
	Order   string `yaml:"order,omitempty" jsonschema:"enum=ascending,enum=descending,enum=none,default=none" jsonschema_description:"How the API sorts by it. ascending: the oldest first; then a pull that ends early goes on where it was. descending: a pull ends where the last one began"`
	Overlap string `yaml:"overlap,omitempty" jsonschema:"example=10m" jsonschema_description:"How far before the last record a pull begins: 90s, 10m, 24h, or a number for integer. Unset: 2m; a day for date; 0 for integer"`
	Start   string `yaml:"start,omitempty" jsonschema_description:"{{since}} of the first pull, for an API that wants one. Unset: left out"`
}

// Detail is a request for more of one record. Its texts may also hold jq on the
// record: {{.id}}.
type Detail struct {
	As      string  `yaml:"as" jsonschema:"required,minLength=1" jsonschema_description:"The record's new member"`
	Request Request `yaml:"request" jsonschema:"required"`
	Records string  `yaml:"records,omitempty" jsonschema_description:"jq: what to keep of an answer, as a list. Unset: the answer as it is"`
	Paging  Paging  `yaml:"paging,omitempty"`
}

// Auth is how the API knows who asks. One of its keys is set, or none.
type Auth struct {
	Bearer secret.Text `yaml:"bearer,omitempty" jsonschema_description:"Authorization: Bearer ..."`
	Basic  *Basic      `yaml:"basic,omitempty" jsonschema_description:"User and password"`
	Header *Named      `yaml:"header,omitempty" jsonschema_description:"A header of its own, such as X-Api-Key"`
	Query  *Named      `yaml:"query,omitempty" jsonschema_description:"A parameter of the address, where the API has no better way"`
	OAuth2 *OAuth2     `yaml:"oauth2,omitempty" jsonschema_description:"OAuth 2 client credentials"`
}

// Basic is user and password.
type Basic struct {
	User     string      `yaml:"user" jsonschema:"required"`
	Password secret.Text `yaml:"password" jsonschema:"required"`
}

// Named is a secret under a name.
type Named struct {
	Name   string      `yaml:"name" jsonschema:"required,minLength=1"`
	Value  secret.Text `yaml:"value" jsonschema:"required"`
	Prefix string      `yaml:"prefix,omitempty" jsonschema_description:"Stands before the secret, such as Token and a space"`
}

// OAuth2 is how to get a token by client credentials (RFC 6749, 4.4).
type OAuth2 struct {
	TokenURL     string            `yaml:"token_url" jsonschema:"required,minLength=1"`
	ClientID     string            `yaml:"client_id" jsonschema:"required,minLength=1"`
	ClientSecret secret.Text       `yaml:"client_secret" jsonschema:"required"`
	Scope        string            `yaml:"scope,omitempty"`
	Parameters   map[string]string `yaml:"parameters,omitempty" jsonschema_description:"Further ones, such as audience"`
	Send         string            `yaml:"send,omitempty" jsonschema:"enum=header,enum=form,default=header" jsonschema_description:"How id and secret are sent to token_url"`
}
