package ingest

import "time"

// Channel says by which way feedback came.
type Channel string

const (
	Survey  Channel = "survey"
	Email   Channel = "email"
	Tracker Channel = "tracker"
	Review  Channel = "review"
	Chat    Channel = "chat"
)

// Author is who wrote a record, as the source tells it. All fields may be
// empty: an anonymous answer has none. E-mail outranks ID when both are there.
type Author struct {
	ID    string // the source's own name for the person: a login, a respondent number
	Name  string
	Email string
}

// Origin is what feedback and ratings of any source have in common.
type Origin struct {
	Channel    Channel
	NativeID   string // unique within the source and the kind of record; stable from pull to pull
	ThreadID   string // ties a conversation together; empty: its own thread
	ParentID   string // native id of what this answers or comments on
	ResponseID string // ties ratings to the words of the same answer
	Author     Author
	Account    string    // the customer organisation as the source names it
	OccurredAt time.Time // when the customer said it; never zero
	Language   string    // ISO 639-1, or empty
	URL        string    // where a person can read it in the source's own page
	Segments   map[string]string
	Payload    string // the original as received; a JSON object, or the raw mail
}

// Feedback is somebody's words.
type Feedback struct {
	Origin
	Question string // what the words answer, for surveys
	Title    string
	Body     string // what was newly written, without quotations and signatures
	Labels   []string
	State    string // open, closed, ... as the source says
	Votes    int64  // supporters besides the author
	Deleted  bool
}

// Metric is what a rating measures.
type Metric string

const (
	NPS   Metric = "nps"
	CSAT  Metric = "csat"
	CES   Metric = "ces"
	Stars Metric = "stars"
)

// Rating is a number somebody gave.
type Rating struct {
	Origin
	Metric     Metric
	Question   string
	Score      float64 // on the scale as asked
	ScaleMin   float64
	ScaleMax   float64
	LowIsGood  bool   // effort asked "how hard was it?"
	Convention string // CES: mean, share or index; else empty
	Deleted    bool
}

// Invitation says that somebody was asked to answer a survey.
type Invitation struct {
	NativeID  string
	Survey    string // the source that brings the answers
	Author    Author // who was asked
	Account   string
	InvitedAt time.Time
	Segments  map[string]string
	Payload   string
	Deleted   bool
}

// WorkItem is one entry of the plan.
type WorkItem struct {
	Key        string // as people call it: PAY-12, #34
	Type       string // story, bug, enabler, debt, compliance, experiment
	Title      string
	Body       string
	State      string // open, in progress, done, declined
	Sprint     string // committed to
	ReleasedIn string
	Contract   bool     // somebody was promised it in writing
	Estimate   *float64 // in the team's own unit; nil: not estimated
	Votes      int64
	Labels     []string
	URL        string
	CreatedAt  time.Time
	UpdatedAt  time.Time
	ClosedAt   time.Time // zero while open
	Payload    string
	Deleted    bool
}

// Release is a version that reached customers.
type Release struct {
	Name       string
	ReleasedOn time.Time // zero: planned only
	URL        string
}

// Sprint is one iteration of the plan.
type Sprint struct {
	Name             string
	State            string // future, active, closed
	StartsOn, EndsOn time.Time
}

// Person is one of the customers, from customers.csv or a CRM's export.
type Person struct {
	ID        string
	Name      string
	Emails    []string
	Logins    []string // names elsewhere than by mail: jane, or github:jane
	Account   string   // Account.ID
	Consent   bool     // may be contacted
	Contacted time.Time
	Fields    map[string]string // further columns, such as role
}

// Account is one customer organisation.
type Account struct {
	ID      string
	Name    string
	Domains []string // e-mail domains that belong to it
	Segment string
	Plan    string
	Money   float64 // yearly, in the workspace's currency
	Since   time.Time
}

// Reject is something that could not be read. Row and line say where to look.
type Reject struct {
	Line    int64  // line, row or item number in the file, from 1; 0: unknown
	Reason  string // what is wrong and what was expected, without the customer's words
	Payload string // the original, so that nothing is lost
}

// Item is what one unit of a source's input became: a survey row, a mail, an
// issue. It counts once in read = stored + rejected + counted out: stored when
// it holds any record, else rejected when it holds a reject, else counted out
// for the reason in Skip. A stored item may still carry rejects: a row whose
// comment is fine and whose score is not.
type Item struct {
	Feedback    []Feedback
	Ratings     []Rating
	Invitations []Invitation
	WorkItems   []WorkItem
	Releases    []Release
	Sprints     []Sprint
	People      []Person
	Accounts    []Account
	Rejects     []Reject
	Skip        string // "auto-reply", "bounce", "no answer", ...
}

// stored tells whether the item holds any record.
func (i Item) stored() bool {
	return len(i.Feedback)+len(i.Ratings)+len(i.Invitations)+len(i.WorkItems)+len(i.Releases)+len(i.Sprints)+len(i.People)+len(i.Accounts) > 0
}

// Reader streams the items of one file; it holds a bounded part of it in
// memory. A unit that cannot be read is an Item with a Reject and the reading
// goes on; Err tells only what ends it (the disk, a damaged container). An Item
// stays valid when the next one is scanned.
type Reader interface {
	Scan() bool
	Item() Item
	Err() error
	Close() error
}

// Format opens files of one configured source.
type Format interface {
	// Open begins to read the file (or, for a Maildir, the folder entry) at path.
	Open(path string) (Reader, error)
}
