package tracker

import "slices"

// planTypes are the types of work items, the most telling first: a story
// labelled as debt is debt.
func planTypes() []string {
	return []string{"compliance", "experiment", "debt", "enabler", "bug", "story"}
}

// defaultType is what a label or an issue type says when the settings say
// nothing of it; empty: nothing.
func defaultType(key string) string {
	switch key {
	case "compliance", "legal", "regulatory", "regulation", "gdpr", "privacy", "audit":
		return "compliance"
	case "experiment", "a/b test", "ab test", "hypothesis", "discovery", "prototype":
		return "experiment"
	case "debt", "technical debt", "tech debt", "refactor", "refactoring", "cleanup", "clean up":
		return "debt"
	case "enabler", "spike", "architecture", "infrastructure", "infra", "technical task", "technical story",
		"chore", "maintenance":
		return "enabler"
	case "bug", "defect", "regression", "incident", "fault", "crash":
		return "bug"
	case "story", "user story", "feature", "new feature", "feature request", "enhancement", "improvement",
		"task", "sub task", "subtask", "epic":
		return "story"
	}
	return ""
}

// planType is the type of a work item with these keys of its issue type and
// labels. What the settings say (own) outranks the defaults; where neither
// says anything it is a story.
func planType(own map[string]string, keys []string) string {
	var said, usual []string
	for _, key := range keys {
		said = append(said, own[key])
		usual = append(usual, defaultType(key))
	}
	for _, found := range [][]string{said, usual} {
		for _, t := range planTypes() {
			if slices.Contains(found, t) {
				return t
			}
		}
	}
	return "story"
}
