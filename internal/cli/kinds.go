package cli

import (
	"github.com/earshot/earshot/ingest/database"
	"github.com/earshot/earshot/ingest/email"
	"github.com/earshot/earshot/ingest/rest"
	"github.com/earshot/earshot/ingest/review"
	"github.com/earshot/earshot/ingest/support"
	"github.com/earshot/earshot/ingest/survey"
	"github.com/earshot/earshot/ingest/tracker"
	"github.com/earshot/earshot/ingest/webhook"
	"github.com/earshot/earshot/internal/config"
)

// kind is a kind of source: what `kind:` says in earshot.yaml.
type kind struct {
	name     string
	about    string
	settings any // a zero value of its settings' type; config.Live for what is pulled
}

// sourceKinds are all of them: files first, then what is pulled from a system.
func sourceKinds() []kind {
	live := func(settings any) config.Live { return config.Live{Settings: settings} }
	return []kind{
		{"survey", "answers and reviews in files: CSV, TSV, XLSX, JSON, JSONL, Parquet", survey.Settings{}},
		{"email", "mails in files: mbox, Maildir, .eml", email.Settings{}},
		{"tracker", "issues and comments of GitHub, GitLab and Jira in files: JSON as their APIs give it", tracker.Settings{}},
		{"webhook", "answers that a form tool pushes: earshot receive collects them", config.Inbox{Settings: webhook.Settings{}}},

		{"imap", "the mailboxes of an IMAP account, read-only", live(email.IMAP{})},
		{"github", "issues, comments, discussions, releases and milestones of GitHub repositories", live(tracker.GitHub{})},
		{"gitlab", "issues, notes, milestones and iterations of GitLab projects and groups", live(tracker.GitLab{})},
		{"jira", "issues, comments, versions and sprints of Jira Cloud, Server or Data Center", live(tracker.Jira{})},
		{"gitea", "issues, comments, releases and milestones of Gitea or Forgejo repositories", live(tracker.Gitea{})},
		{"redmine", "issues, notes and versions of Redmine projects", live(tracker.Redmine{})},
		{"linear", "issues, comments, customers' requests and cycles of Linear", live(tracker.Linear{})},
		{"azuredevops", "work items, comments and iterations of Azure DevOps", live(tracker.AzureDevOps{})},
		{"typeform", "answers to Typeform's forms", live(survey.Typeform{})},
		{"surveymonkey", "answers to SurveyMonkey's surveys", live(survey.SurveyMonkey{})},
		{"qualtrics", "answers to Qualtrics' surveys", live(survey.Qualtrics{})},
		{"formbricks", "answers to Formbricks' surveys", live(survey.Formbricks{})},
		{"limesurvey", "answers to LimeSurvey's surveys", live(survey.LimeSurvey{})},
		{"zendesk", "tickets, customers' comments and satisfaction ratings of Zendesk", live(support.Zendesk{})},
		{"intercom", "conversations and their ratings of Intercom", live(support.Intercom{})},
		{"appstore", "reviews in Apple's App Store", live(review.AppStore{})},
		{"rest", "any JSON API, declared in earshot.yaml", live(rest.Settings{})},
		{"sql", "a query on PostgreSQL, MySQL or MariaDB", live(database.Settings{})},
	}
}

// kinds are the kinds by name, as config takes them.
func kinds() map[string]any {
	all := map[string]any{}
	for _, k := range sourceKinds() {
		all[k.name] = k.settings
	}
	return all
}
