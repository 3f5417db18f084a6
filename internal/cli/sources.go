package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/customers"
	"github.com/earshot/earshot/ingest/email"
	"github.com/earshot/earshot/ingest/survey"
	"github.com/earshot/earshot/ingest/tracker"
	"github.com/earshot/earshot/ingest/webhook"
)

// live is what the settings of a source implement that is pulled from a system.
type live interface {
	Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error)
}

// customersName is the source that customers.csv is read as.
const customersName = "customers"

// sources turns the configured sources into what ingest takes; names, if any,
// choose among them. Live ones share hosts.
func (w *workspace) sources(names []string, hosts *api.Hosts) ([]ingest.Source, error) {
	var list []ingest.Source
	var problems []error
	zone := w.config.Zone()
	for _, c := range w.config.Sources {
		source := ingest.Source{Name: c.Name, Files: c.Files, Settings: settingsHash(c.Kind, c.Settings, zone)}
		if _, ok := c.Settings.(*webhook.Settings); ok {
			source.Files = []string{inboxOf(c.Name)}
		}
		var err error
		if system, ok := c.Settings.(live); ok {
			source.Sweep = c.SweepAfter()
			source.Live, err = system.Live(hosts, zone)
		} else {
			source.Format, err = formatOf(c.Settings, zone)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("source %s: %w", c.Name, err))
		}
		list = append(list, source)
	}
	if _, err := os.Stat(w.path(w.config.Customers)); err == nil {
		format, err := customers.New(customers.Settings{}, zone)
		problems = append(problems, err)
		list = append(list, ingest.Source{Name: customersName, Files: []string{w.config.Customers}, Format: format, Settings: settingsHash(customersName, nil, zone)})
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return chosen(list, names)
}

func formatOf(settings any, zone *time.Location) (ingest.Format, error) {
	switch s := settings.(type) {
	case *survey.Settings:
		return survey.New(*s, zone)
	case *email.Settings:
		return email.New(*s, zone)
	case *tracker.Settings:
		return tracker.New(*s, zone)
	case *webhook.Settings:
		return webhook.New(*s, zone)
	}
	return nil, fmt.Errorf("no kind of source has settings of type %T", settings)
}

// settingsHash changes whenever the settings do.
func settingsHash(kind string, settings any, zone *time.Location) string {
	encoded, err := yaml.Marshal(settings)
	if err != nil { // settings came out of YAML a moment ago
		panic(err)
	}
	sum := sha256.Sum256([]byte(kind + "\n" + zone.String() + "\n" + string(encoded)))
	return hex.EncodeToString(sum[:8])
}

func chosen(list []ingest.Source, names []string) ([]ingest.Source, error) {
	if len(names) == 0 {
		return list, nil
	}
	var known []string
	byName := map[string]ingest.Source{}
	for _, source := range list {
		known = append(known, source.Name)
		byName[source.Name] = source
	}
	var some []ingest.Source
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, usage{hinted{fmt.Errorf("no source is named %q", name), "sources: " + strings.Join(known, ", ")}}
		}
		some = append(some, byName[name])
	}
	return some, nil
}
