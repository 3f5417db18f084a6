package tracker

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strconv"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// discussions pulls a repository's discussions with all that is answered there,
// by GitHub's GraphQL API. They come newest first: the walk stops at what the
// last one saw, and its position moves at its end only.
type discussions struct {
	client  *api.Client
	judge   *judge
	dialect github
	repo    string
}

type discussionAuthor struct {
	Login string `json:"login"`
	Type  string `json:"__typename"`
}

type discussion struct {
	ID        string           `json:"id"`
	Number    int64            `json:"number"`
	Title     string           `json:"title"`
	Body      string           `json:"body"`
	URL       string           `json:"url"`
	CreatedAt scalar           `json:"createdAt"`
	UpdatedAt scalar           `json:"updatedAt"`
	Closed    bool             `json:"closed"`
	ClosedAt  scalar           `json:"closedAt"`
	Reason    string           `json:"stateReason"`
	Upvotes   int64            `json:"upvoteCount"`
	Author    discussionAuthor `json:"author"`
	Category  struct {
		Name string `json:"name"`
	} `json:"category"`
	Labels struct {
		Nodes []label `json:"nodes"`
	} `json:"labels"`
	Comments connection `json:"comments"`
}

type discussionComment struct {
	ID        string           `json:"id"`
	Number    scalar           `json:"databaseId"`
	Body      string           `json:"body"`
	URL       string           `json:"url"`
	CreatedAt scalar           `json:"createdAt"`
	Upvotes   int64            `json:"upvoteCount"`
	Author    discussionAuthor `json:"author"`
	Replies   connection       `json:"replies"`
}

// newDiscussions makes the walk. Discussions are feedback whatever the role of
// the issues.
func newDiscussions(client *api.Client, j *judge, d github, repo string) discussions {
	own := *j
	own.rules.settings.Role = "feedback"
	return discussions{client, &own, d, repo}
}

// pull walks more than once where a walk took more than a page: what was touched
// meanwhile has moved to the front, behind it.
func (d discussions) pull(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		for stop, again := begin(from), true; again; {
			stop, again = d.walk(ctx, from, stop, yield)
		}
	}
}

// walk goes from the newest discussion to those that were not changed since stop.
// It gives the newest change, and whether that is worth a walk of its own.
func (d discussions) walk(ctx context.Context, from ingest.From, stop time.Time, yield func(ingest.Page, error) bool) (newest time.Time, again bool) {
	var pages api.Pages
	for after, more := "", true; more; {
		err := pages.Go(after)
		var list connection
		if err == nil {
			list, err = d.page(ctx, after)
		}
		var page ingest.Page
		var first time.Time
		if err == nil {
			page.Items, first, more, err = d.items(ctx, list.Nodes, stop)
		}
		if err != nil {
			yield(ingest.Page{}, err)
			return newest, false
		}
		again = after != ""
		if !again {
			newest = first
		}
		after, more = list.PageInfo.End, more && list.PageInfo.More
		if !more && !newest.IsZero() {
			page.Position = mark{from.Past(newest)}.String()
		}
		if !yield(page, nil) {
			return newest, false
		}
	}
	return newest, again
}

// items are those of the discussions until one that was not changed since stop;
// first is when the first one was, more says that none was older.
func (d discussions) items(ctx context.Context, nodes []json.RawMessage, stop time.Time) (items []ingest.Item, first time.Time, more bool, err error) {
	for i, raw := range nodes {
		var head struct {
			UpdatedAt time.Time `json:"updatedAt"`
		}
		if err := json.Unmarshal(raw, &head); err != nil || head.UpdatedAt.IsZero() {
			return nil, first, false, errors.New("a discussion without updatedAt: is this GitHub's API?")
		}
		if i == 0 {
			first = head.UpdatedAt
		}
		if head.UpdatedAt.Before(stop) {
			return items, first, false, nil
		}
		item, err := d.item(ctx, raw)
		if err != nil {
			return nil, first, false, err
		}
		items = append(items, item)
	}
	return items, first, true, nil
}

// item is a discussion with its comments and their replies, those included that
// did not come with it.
func (d discussions) item(ctx context.Context, raw json.RawMessage) (ingest.Item, error) {
	var in discussion
	if err := json.Unmarshal(raw, &in); err != nil {
		return rejected(unit{raw: raw}, "discussion: "+reasonOf(err)), nil
	}
	f := found{issue: d.issue(in, raw)}
	comments, err := d.rest(ctx, commentsQuery, in.ID, in.Comments)
	if err != nil {
		return ingest.Item{}, err
	}
	for _, raw := range comments {
		var c discussionComment
		if err := json.Unmarshal(raw, &c); err != nil {
			return rejected(unit{raw: raw}, "discussion's comment: "+reasonOf(err)), nil
		}
		f.comments = append(f.comments, d.comment(f.issue, c, raw))
		replies, err := d.rest(ctx, repliesQuery, c.ID, c.Replies)
		if err != nil {
			return ingest.Item{}, err
		}
		for _, raw := range replies {
			var reply discussionComment
			if err := json.Unmarshal(raw, &reply); err != nil {
				return rejected(unit{raw: raw}, "discussion's reply: "+reasonOf(err)), nil
			}
			f.comments = append(f.comments, d.comment(f.issue, reply, raw))
		}
	}
	return d.judge.stored(unit{raw: raw}, anIssue, f), nil
}

func (d discussions) issue(in discussion, raw json.RawMessage) *issue {
	zone := d.dialect.zone
	i := &issue{
		key: d.repo + "#" + strconv.FormatInt(in.Number, 10), project: d.repo, // issues are numbered with them
		title: in.Title, body: d.dialect.markdown.text(in.Body, false), labels: names(append([]label{label(in.Category.Name)}, in.Labels.Nodes...)),
		state: open, author: in.Author.person(), votes: max(0, in.Upvotes-1), url: in.URL, // everybody upvotes their own
		created: parseTime(in.CreatedAt, zone), updated: parseTime(in.UpdatedAt, zone), closed: parseTime(in.ClosedAt, zone),
		payload: withoutMember(raw, "comments"),
	}
	if in.Closed {
		i.state = githubState("closed", map[string]string{"RESOLVED": "completed", "OUTDATED": "not_planned", "DUPLICATE": "duplicate"}[in.Reason])
	}
	return i
}

func (d discussions) comment(i *issue, in discussionComment, raw json.RawMessage) comment {
	return comment{
		id: "github-discussion-comment-" + cmp.Or(string(in.Number), in.ID), thread: i.key, project: d.repo, author: in.Author.person(),
		body: d.dialect.markdown.text(in.Body, true), url: in.URL, votes: max(0, in.Upvotes-1),
		created: parseTime(in.CreatedAt, d.dialect.zone), payload: withoutMember(raw, "replies"),
	}
}

func (a discussionAuthor) person() person {
	return newPerson("github", a.Login, "", "", a.Type == "Bot")
}
