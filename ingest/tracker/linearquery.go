package tracker

import "time"

// linearPage is how many records a page has. Linear weighs a query before it
// answers: what a page holds, times this, must stay below 10,000 points, and all
// of an hour below a budget.
const linearPage = 50

// A linearList is one of Linear's lists: its query, and what bounds it. Linear
// sorts by the time of change, but the newest first.
type linearList struct {
	name  string // of the field that holds it
	query string
	bound func(teams []string) map[string]any // the filter for some teams; none: for all
}

func linearIssues() linearList {
	return linearList{"issues", `query Issues($filter: IssueFilter, $first: Int, $after: String) {
  issues(filter: $filter, orderBy: updatedAt, first: $first, after: $after, includeArchived: true) {
    nodes {
      __typename id identifier previousIdentifiers title description url priority estimate trashed
      createdAt updatedAt completedAt canceledAt
      state { name type }
      team { key }
      creator { id name displayName email app }
      externalUserCreator { id name displayName email }
      botActor { id name }
      cycle { number name team { key } }
      project { name }
      labels(first: 10) { nodes { name } pageInfo { hasNextPage } }
      reactions { emoji }
    }
    pageInfo { hasNextPage endCursor }
  }
}`, func(teams []string) map[string]any { return linearTeams("team", teams) }}
}

// linearLabels asks for the labels of an issue that has more than a page of
// issues gives.
const linearLabels = `query Labels($id: String!) {
  issue(id: $id) { labels(first: 250) { nodes { name } } }
}`

func linearComments() linearList {
	return linearList{"comments", `query Comments($filter: CommentFilter, $first: Int, $after: String) {
  comments(filter: $filter, orderBy: updatedAt, first: $first, after: $after, includeArchived: true) {
    nodes {
      __typename id body url createdAt updatedAt
      user { id name displayName email app }
      externalUser { id name displayName email }
      botActor { id name }
      issue { identifier trashed team { key } }
      reactions { emoji }
    }
    pageInfo { hasNextPage endCursor }
  }
}`, func(teams []string) map[string]any {
		if len(teams) == 0 {
			return map[string]any{"issue": map[string]any{"null": false}} // not those of projects and documents
		}
		return map[string]any{"issue": linearTeams("team", teams)}
	}}
}

func linearRequests() linearList {
	return linearList{"customerNeeds", `query Requests($filter: CustomerNeedFilter, $first: Int, $after: String) {
  customerNeeds(filter: $filter, orderBy: updatedAt, first: $first, after: $after, includeArchived: true) {
    nodes {
      __typename id body content url priority createdAt updatedAt
      customer { id name }
      issue { identifier url trashed team { key } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`, func(teams []string) map[string]any {
		if len(teams) == 0 {
			return map[string]any{}
		}
		return map[string]any{"issue": linearTeams("team", teams)}
	}}
}

func linearCycles() linearList {
	return linearList{"cycles", `query Cycles($filter: CycleFilter, $first: Int, $after: String) {
  cycles(filter: $filter, orderBy: updatedAt, first: $first, after: $after, includeArchived: true) {
    nodes { __typename id number name startsAt endsAt completedAt updatedAt isActive isFuture team { key } }
    pageInfo { hasNextPage endCursor }
  }
}`, func(teams []string) map[string]any { return linearTeams("team", teams) }}
}

func linearProjects() linearList {
	return linearList{"projects", `query Projects($filter: ProjectFilter, $first: Int, $after: String) {
  projects(filter: $filter, orderBy: updatedAt, first: $first, after: $after, includeArchived: true) {
    nodes { __typename id name url completedAt updatedAt }
    pageInfo { hasNextPage endCursor }
  }
}`, func(teams []string) map[string]any {
		if len(teams) == 0 {
			return map[string]any{}
		}
		return map[string]any{"accessibleTeams": map[string]any{"some": linearKeys(teams)}}
	}}
}

// linearTeams bounds by a member that is a team.
func linearTeams(member string, teams []string) map[string]any {
	if len(teams) == 0 {
		return map[string]any{}
	}
	return map[string]any{member: linearKeys(teams)}
}

func linearKeys(teams []string) map[string]any {
	return map[string]any{"key": map[string]any{"in": teams}}
}

// variables are those of the query for one page: what was changed from floor up
// to upper, both inclusive, either of them zero for no bound.
func (l linearList) variables(teams []string, floor, upper time.Time, after string) map[string]any {
	filter := l.bound(teams)
	between := map[string]any{}
	if !floor.IsZero() {
		between["gte"] = linearTime(floor)
	}
	if !upper.IsZero() {
		between["lte"] = linearTime(upper)
	}
	if len(between) > 0 {
		filter["updatedAt"] = between
	}
	variables := map[string]any{"filter": filter, "first": linearPage}
	if after != "" {
		variables["after"] = after
	}
	return variables
}

func linearTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
