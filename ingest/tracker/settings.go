package tracker

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Settings describe a source of kind tracker. All of them have defaults: a
// source with none reads the issues and comments of any of the three trackers
// as feedback.
type Settings struct {
	Tracker string `yaml:"tracker" jsonschema:"enum=auto,enum=github,enum=gitlab,enum=jira,default=auto" jsonschema_description:"Whose files these are. auto decides for each record."`
	Project string `yaml:"project" jsonschema_description:"owner/name of the repository or project, for files whose records do not say it, such as GitLab's notes."`
	Roles   `yaml:",inline"`
	Fields  `yaml:",inline"`
}

// Roles say what the issues of a tracker are to us. The zero value takes all of
// them as feedback but for what bots write.
type Roles struct {
	Role string `yaml:"role" jsonschema:"enum=feedback,enum=plan,enum=both,default=feedback" jsonschema_description:"What the issues are to us: the customers' words, the team's plan, or both. Comments are feedback only."`

	Team     []string `yaml:"team" jsonschema_description:"Whose issues and comments are not feedback: logins, account ids, addresses, or @domain for all of a domain's addresses."`
	SkipBots *bool    `yaml:"skip_bots" jsonschema:"default=true" jsonschema_description:"Leave out what bots write. Default: yes."`

	FeedbackLabels []string `yaml:"feedback_labels" jsonschema_description:"Only issues with one of these labels are feedback. Default: all. Comments in files of their own do not know their issue's labels and always are."`
	PlanLabels     []string `yaml:"plan_labels" jsonschema_description:"Only issues with one of these labels, or of one of plan_types, are in the plan. Default: all."`
	PlanTypes      []string `yaml:"plan_types" jsonschema_description:"Only issues of these types, or with one of plan_labels, are in the plan: the tracker's own names or story, bug, enabler, debt, compliance, experiment. Default: all."`
	ContractLabel  string   `yaml:"contract_label" jsonschema_description:"The label of what somebody was promised in writing."`

	Types  map[string]string `yaml:"types" jsonschema_description:"From a label or issue type to story, bug, enabler, debt, compliance or experiment. The usual names are known."`
	States map[string]string `yaml:"states" jsonschema_description:"From a status or label to open, in progress, done, declined or closed. The usual ones are known."`

	Milestones string `yaml:"milestones" jsonschema:"enum=release,enum=sprint,enum=none,default=release" jsonschema_description:"What a milestone (in Redmine: a version) is to the team."`
}

// Fields name what each Jira numbers in its own way.
type Fields struct {
	EstimateField string `yaml:"estimate_field" jsonschema:"default=customfield_10016" jsonschema_description:"Jira's field with the story points. A source of kind jira finds it by its name where this is not set. GitLab's weight needs no setting."`
	SprintField   string `yaml:"sprint_field" jsonschema:"default=customfield_10020" jsonschema_description:"Jira's field with the sprints. A source of kind jira finds it where this is not set."`
}

// Check reports what a schema cannot say.
func (s Roles) Check(problem func(path, message, hint string)) {
	oneOf := func(path, value string, allowed ...string) {
		if value != "" && !slices.Contains(allowed, value) {
			problem(path, strconv.Quote(value)+" is not known", "use "+strings.Join(allowed, ", "))
		}
	}
	for _, from := range sorted(s.Types) {
		oneOf("types."+from, s.Types[from], planTypes()...)
	}
	for _, from := range sorted(s.States) {
		oneOf("states."+from, s.States[from], string(open), string(inProgress), string(done), string(declined), string(closed))
	}
	s.checkNames(problem)
	s.checkRole(problem)
}

// unknown names a setting whose value is none of its choices. The schema says
// so too: this is for settings that do not come from a file.
func (s Settings) unknown() string {
	if !slices.Contains([]string{"auto", "github", "gitlab", "jira"}, s.Tracker) {
		return "tracker"
	}
	return s.Roles.unknown()
}

func (s Roles) unknown() string {
	switch {
	case !slices.Contains([]string{"feedback", "plan", "both"}, s.Role):
		return "role"
	case !slices.Contains([]string{"release", "sprint", "none"}, s.Milestones):
		return "milestones"
	}
	return ""
}

// checkNames finds two spellings of one name and entries without a name.
func (s Roles) checkNames(problem func(path, message, hint string)) {
	once := func(path string, mapping map[string]string) {
		seen := map[string]string{}
		for _, from := range sorted(mapping) {
			if first, twice := seen[labelKey(from)]; twice {
				problem(path+"."+from, "is the same name as "+strconv.Quote(first), "keep one of them")
			}
			seen[labelKey(from)] = from
		}
	}
	full := func(path string, list []string) {
		for i, name := range list {
			if strings.TrimSpace(name) == "" {
				problem(path+"["+strconv.Itoa(i)+"]", "is empty", "take the entry out")
			}
		}
	}
	once("types", s.Types)
	once("states", s.States)
	full("team", s.Team)
	full("feedback_labels", s.FeedbackLabels)
	full("plan_labels", s.PlanLabels)
	full("plan_types", s.PlanTypes)
}

// checkRole finds settings that the role leaves without effect.
func (s Roles) checkRole(problem func(path, message, hint string)) {
	if s.Role == "plan" && len(s.FeedbackLabels) > 0 {
		problem("feedback_labels", "has no effect with role plan", "use role: both")
	}
	if s.Role != "" && s.Role != "feedback" {
		return
	}
	idle := func(path string, set bool) {
		if set {
			problem(path, "has no effect with role feedback", "use role: plan or role: both")
		}
	}
	idle("plan_labels", len(s.PlanLabels) > 0)
	idle("plan_types", len(s.PlanTypes) > 0)
	idle("contract_label", s.ContractLabel != "")
	idle("types", len(s.Types) > 0)
}

// withDefaults fills in what is not set.
func (s Settings) withDefaults() Settings {
	s.Tracker = cmp.Or(s.Tracker, "auto")
	s.Roles = s.Roles.withDefaults()
	s.Fields = s.Fields.withDefaults()
	return s
}

func (s Roles) withDefaults() Roles {
	s.Role = cmp.Or(s.Role, "feedback")
	s.Milestones = cmp.Or(s.Milestones, "release")
	return s
}

func (s Fields) withDefaults() Fields {
	s.EstimateField = cmp.Or(s.EstimateField, "customfield_10016")
	s.SprintField = cmp.Or(s.SprintField, "customfield_10020")
	return s
}

func (s Roles) skipsBots() bool { return s.SkipBots == nil || *s.SkipBots }

func sorted(mapping map[string]string) []string {
	names := make([]string, 0, len(mapping))
	for name := range mapping {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
