package tracker

import (
	"bytes"
	"encoding/json"
	"strings"
)

// A kind is what an object of a tracker's API is. Those of no use here are
// the reasons for which they are counted out.
type kind string

const (
	anIssue    kind = "issue"
	aComment   kind = "comment"
	aRelease   kind = "release" // a version of Jira's too
	aSprint    kind = "sprint"  // an iteration of GitLab's too
	aMilestone kind = "milestone"
	aPull      kind = "pull request"
	aSystem    kind = "system note"
	anInternal kind = "internal note"
	aBareIssue kind = "issue without fields"
	aListed    kind = "issue as gh issue list gives it" // names in another style
)

// members are an object's members as they stand in the file.
type members map[string]json.RawMessage

// has says whether all of the names are there and none of them is null.
func (o members) has(names ...string) bool {
	for _, name := range names {
		if raw, ok := o[name]; !ok || string(raw) == "null" {
			return false
		}
	}
	return true
}

// names says whether all of the names are there, null or not.
func (o members) names(names ...string) bool {
	for _, name := range names {
		if _, ok := o[name]; !ok {
			return false
		}
	}
	return true
}

// only says whether the object has members of these names and no others.
func (o members) only(names ...string) bool {
	n := 0
	for _, name := range names {
		if _, ok := o[name]; ok {
			n++
		}
	}
	return n > 0 && n == len(o)
}

// text is the member as text, empty where it is no string or number.
func (o members) text(name string) string {
	var s scalar
	if raw, ok := o[name]; ok {
		_ = s.UnmarshalJSON(raw) // part of a record that is JSON
	}
	return string(s)
}

// recorded says whether the object is one exchange of a recorded session, as
// Octokit's fixtures are.
func (o members) recorded() bool { return o.names("method", "path", "response") }

// failed says whether the object is what an API sends when it has no data.
func (o members) failed() bool {
	return (o.has("message") || o.has("errorMessages") || o.has("error")) &&
		o.only("message", "error", "errors", "error_description", "error_code", "errorMessages", "warningMessages",
			"documentation_url", "status", "request_id")
}

// emptyPage says whether the object wraps a list without elements.
func (o members) emptyPage() bool {
	for name, raw := range o {
		if wraps(name, true) && len(bytes.TrimSpace(bytes.Trim(raw, "[]"))) == 0 && raw[0] == '[' {
			return true
		}
	}
	return false
}

// otherKind names an object that no dialect has a use for.
func (o members) otherKind() string {
	for _, other := range []struct{ name, members string }{
		{"project", "path_with_namespace"}, {"project", "full_name default_branch"}, {"project", "full_name private"},
		{"group", "full_path"}, {"issue link", "source_issue"}, {"epic", "group_id iid title author"},
		{"award", "awardable_type"}, {"to-do", "action_name target_url"}, {"event", "action_name"}, {"event", "resource_type"},
		{"branch or tag", "name commit"}, {"commit", "short_id"}, {"commit", "sha commit"}, {"snippet", "title file_name"},
		{"note", "note author"}, {"note", "noteable_type"}, {"board", "lists"}, {"list", "label position"},
		{"job", "stage"}, {"pipeline", "ref sha"}, {"label", "name color"},
		{"member", "access_level"}, {"user", "login"}, {"user", "username"}, {"release", "tag_name"},
	} {
		if o.names(strings.Fields(other.members)...) {
			return other.name
		}
	}
	if len(o) == 0 {
		return "empty"
	}
	if noun := jiraNoun(o.text("self")); noun != "" {
		return noun
	}
	return "unknown"
}
