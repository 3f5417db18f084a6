package tracker

import (
	"encoding/json"
	"strings"
)

// gitea reads the objects of Gitea's and Forgejo's REST API. It is made after
// GitHub's, but for who wrote something and where.
type gitea struct{ github }

type giteaUser struct {
	Login    string `json:"login"`
	FullName string `json:"full_name"`
	Email    string `json:"email"`
}

// A giteaAuthor is who wrote an issue or a comment. What came over from another
// system was written by somebody who may have no account here.
type giteaAuthor struct {
	User     giteaUser `json:"user"`
	Original string    `json:"original_author"`
}

type giteaIssue struct {
	giteaAuthor
	Repository struct {
		FullName string `json:"full_name"`
	} `json:"repository"`
}

type giteaComment struct {
	giteaAuthor
	ID       scalar `json:"id"`
	IssueURL string `json:"issue_url"`
}

func (gitea) name() string { return "gitea" }

// kind differs from GitHub's where members are there and empty.
func (gitea) kind(o members) kind {
	switch {
	case o.has("number", "pull_request"), o.text("pull_request_url") != "":
		return aPull
	case o.has("issue_url") && o.names("body", "user"):
		return aComment
	case o.has("number", "title") && o.names("user"):
		return anIssue
	case o.has("title") && o.names("open_issues", "due_on"):
		return aMilestone
	case o.has("tag_name") && o.names("published_at"):
		return aRelease
	}
	return ""
}

func (g gitea) read(k kind, raw []byte) (found, error) {
	f, err := g.github.read(k, raw)
	switch {
	case err != nil:
	case k == anIssue:
		err = g.place(f.issue, raw)
	case k == aComment:
		err = g.thread(&f.comments[0], raw)
	}
	return f, err
}

// place tells an issue's author and key. Reactions, which are votes on GitHub,
// are not in Gitea's lists.
func (g gitea) place(i *issue, raw []byte) error {
	var in giteaIssue
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	_, number, _ := strings.Cut(i.key, "#")
	i.project = in.Repository.FullName
	if i.project == "" {
		i.project = lastTwo(repoOf(i.url, "/issues/"))
	}
	i.key, i.author = i.project+"#"+number, in.person()
	return nil
}

func (g gitea) thread(c *comment, raw []byte) error {
	var in giteaComment
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	c.id, c.author = "gitea-comment-"+string(in.ID), in.person()
	c.project = lastTwo(repoOf(in.IssueURL, "/issues/"))
	c.thread = c.project + "#" + in.IssueURL[strings.LastIndex(in.IssueURL, "/")+1:]
	return nil
}

// lastTwo are the last two parts of a path: an instance may live below others.
func lastTwo(path string) string {
	parts := strings.Split(path, "/")
	return strings.Join(parts[max(0, len(parts)-2):], "/")
}

func (a giteaAuthor) person() person {
	switch {
	case a.Original != "":
		return person{id: "gitea-original:" + a.Original, name: a.Original}
	case strings.EqualFold(a.User.Login, "ghost"): // the account is gone
		return person{}
	}
	email := a.User.Email
	if strings.Contains(email, "@noreply.") { // the address is hidden: this one stands for the login
		email = ""
	}
	return newPerson("gitea", a.User.Login, a.User.FullName, email, false)
}
