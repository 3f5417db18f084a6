package tracker

import "strings"

// A state is what became of an issue, in words all trackers share.
type state string

const (
	open       state = "open"
	inProgress state = "in progress"
	done       state = "done"
	declined   state = "declined"
	closed     state = "closed" // without a word of why
	moot       state = "moot"   // a duplicate, a misunderstanding: neither done nor declined
)

// feedback is the state as feedback knows it.
func (s state) feedback() string {
	switch s {
	case inProgress:
		return string(open)
	case moot:
		return string(closed)
	}
	return string(s)
}

// plan is the state as the plan knows it: what was closed without a reason
// counts as done, what turned out moot as declined.
func (s state) plan() string {
	switch s {
	case closed:
		return string(done)
	case moot:
		return string(declined)
	}
	return string(s)
}

// over says whether nothing more is to be done.
func (s state) over() bool { return s != open && s != inProgress }

// githubState reads GitHub's state and state_reason.
func githubState(name, reason string) state {
	switch {
	case name != "closed":
		return open
	case reason == "completed":
		return done
	case reason == "not_planned":
		return declined
	case reason == "duplicate":
		return moot
	}
	return closed
}

// gitlabState reads GitLab's state; its first versions had a boolean.
func gitlabState(name string, isClosed bool) state {
	if name == "closed" || isClosed {
		return closed
	}
	return open
}

// jiraState reads the category of an issue's status (new, indeterminate, done)
// and, once that is done, its resolution. Old servers send no category; there
// the resolution decides, then the status's name.
func jiraState(category, status, resolution string) state {
	switch category {
	case "new":
		return open
	case "indeterminate":
		return inProgress
	case "done":
		return resolved(resolution)
	}
	if resolution != "" {
		return resolved(resolution)
	}
	switch labelKey(status) {
	case "done", "closed", "resolved":
		return done
	case "in progress", "in review", "in development", "in test", "testing":
		return inProgress
	}
	return open
}

func resolved(resolution string) state {
	switch plainKey(resolution) {
	case "wont do", "wont fix", "declined", "rejected", "abandoned", "later", "wont implement":
		return declined
	case "duplicate", "invalid", "incomplete", "cannot reproduce", "not a bug", "not a problem",
		"works for me", "information provided", "auto closed", "known error", "obsolete":
		return moot
	}
	return done
}

// labelState reads the labels by which teams say what GitHub and GitLab have
// no state for.
func labelState(s state, labels []string) state {
	for _, l := range labels {
		switch labelKey(l) {
		case "wontfix", "wont fix", "wont do", "declined", "rejected":
			if s == closed || s == done {
				return declined
			}
		case "duplicate", "invalid":
			if s == closed {
				return moot
			}
		case "in progress", "doing":
			if s == open {
				return inProgress
			}
		}
	}
	return s
}

// labelKey is a label or the name of a type or status for comparing: lower
// case, without a scope such as "type::" or "kind/", words parted by one space.
func labelKey(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	for _, scope := range []string{"type::", "type:", "type/", "kind::", "kind:", "kind/", "status::", "status:", "workflow::"} {
		if rest, ok := strings.CutPrefix(name, scope); ok {
			name = rest
			break
		}
	}
	name = strings.Map(func(r rune) rune {
		switch r {
		case '-', '_', ' ', '\t':
			return ' '
		case '\'', '’':
			return -1
		}
		return r
	}, name)
	return strings.Join(strings.Fields(name), " ")
}
