package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/schedules"
	"github.com/earshot/earshot/transform"
)

func (a *app) transformCommand() *cobra.Command {
	var full bool
	cmd := &cobra.Command{
		Use:   "transform",
		Short: "Build the marts from what was landed",
		Long: `Builds the models that are out of date and runs the checks. When one fails, the
marts stay as they were.`,
		Example: "  earshot transform\n  earshot transform --as-of 2026-06-01\n  earshot transform --full",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.within(cmd.Context(), "transform", func(s *session) error {
				outcome, err := s.transform(cmd.Context(), full)
				if err != nil {
					return err
				}
				return a.print(outcome, outcome.people)
			})
		},
	}
	cmd.Flags().BoolVar(&full, "full", false, "build everything anew")
	return cmd
}

// built is what a transform run gave.
type built struct {
	Run     string           `json:"run"`
	AsOf    time.Time        `json:"as_of"`
	Models  []string         `json:"models"` // built, in order
	Rows    map[string]int64 `json:"rows"`
	Changed int64            `json:"changed"`
}

func (b built) people(w io.Writer) {
	fmt.Fprintf(w, "%d models built for %s\n", len(b.Models), b.AsOf.Format(time.DateOnly))
}

func (s *session) transform(ctx context.Context, full bool) (built, error) {
	asOf, err := s.day(ctx)
	if err != nil {
		return built{}, err
	}
	if err := schedules.For(ctx, s.db, s.id, asOf); err != nil {
		return built{}, err
	}
	bar := s.app.progress("transform")
	defer bar.finish()
	run := transform.Run{
		ID: s.id, AsOf: asOf, Past: s.inPast(asOf), Zone: s.config.Zone(), Workspace: s.config.Report.Title, Languages: s.config.Languages,
		Lexicon: s.words, Stale: s.staleDays(), Kinds: s.sourceKinds(), ShowNames: !s.config.Privacy.RedactNames, Own: s.own("transform"), Full: full,
		Log: s.app.logger(), Progress: func(done, total int, _ string) { bar.of(done, total) },
	}
	for _, t := range s.themes {
		run.Themes = append(run.Themes, transform.Theme(t))
	}
	for _, l := range s.labels {
		run.Labels = append(run.Labels, transform.Label{Source: l.Source, NativeID: l.NativeID, Theme: l.Theme, Has: l.Has, By: l.By})
	}
	for _, c := range s.claims {
		run.Claims = append(run.Claims, transform.Claim{Release: c.Release, Theme: c.Theme, Fewer: c.Fewer, Item: c.Item, CheckOn: c.CheckOn, RegisteredOn: c.RegisteredOn})
	}
	for _, l := range s.links {
		run.Links = append(run.Links, transform.Link{Source: l.Source, Item: l.Item, Theme: l.Theme, Linked: l.Linked, By: l.By, Note: l.Note})
	}
	for _, p := range s.promises {
		run.Promises = append(run.Promises, transform.Promise{To: p.To, Item: p.Item, Theme: p.Theme, By: p.By, Note: p.Note,
			PromisedOn: p.PromisedOn, DueOn: p.DueOn, ToldOn: p.ToldOn})
	}
	run.Invite = transform.Invite{People: s.config.Invite.People, CapDays: s.config.Invite.CapDays()}
	if run.Contacts, err = s.keyedContacts(); err != nil {
		return built{}, err
	}
	result, err := transform.Transform(ctx, s.db, run)
	if err != nil {
		return built{}, err
	}
	return built{s.id, asOf, result.Built, result.Rows, result.Changed}, nil
}

// inPast says that figures are made again: by a job's run for a time that passed,
// or for a day before today that --as-of names.
func (s *session) inPast(asOf time.Time) bool {
	switch s.app.asOf {
	case "":
		return s.past
	case "now", "latest":
		return false
	}
	zone := s.config.Zone()
	return asOf.In(zone).Format(time.DateOnly) < s.started.In(zone).Format(time.DateOnly)
}

// keyedContacts are the contacts with the addresses in them as keyed hashes: no
// address, and no note, goes into the warehouse.
func (s *session) keyedContacts() (all []transform.Contact, err error) {
	var key ingest.PersonKey
	for _, c := range s.contacts {
		contact := transform.Contact{On: c.On, Who: c.Who, Role: c.Role, Kind: c.Kind, Item: c.Item}
		if strings.Contains(c.Who, "@") {
			if key == nil {
				if key, err = ingest.LoadPersonKey(s.path("data", "person.key")); err != nil {
					return nil, err
				}
			}
			contact.Who, contact.Key, contact.IDKey = "", key.Of("", ingest.Author{Email: c.Who}), key.OfCustomer(c.Who)
		}
		all = append(all, contact)
	}
	return all, nil
}

// sourceKinds are the kinds of the sources by their names: a login in
// customers.csv names its system by either.
func (s *session) sourceKinds() map[string]string {
	kinds := map[string]string{}
	for _, c := range s.config.Sources {
		kinds[c.Name] = c.Kind
	}
	return kinds
}

// staleDays says for how long each source may be silent. The plan and the
// customers say nothing of themselves: their rows count under their source too.
func (s *session) staleDays() map[string]int {
	days := map[string]int{}
	for _, c := range s.config.Sources {
		days[c.Name] = int(c.StaleAfter() / (24 * time.Hour))
	}
	return days
}
