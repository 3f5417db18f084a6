// Package review pulls the reviews of apps from the stores.
//
// A review is one answer: its stars are a rating, its title and text feedback,
// tied by the review's id. The App Store's feed shows the newest 500 reviews of
// each country and no more, newest first; a pull walks it down to what the last
// one saw, and says so when more came in between than the feed holds.
package review

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// AppStore is a source of kind appstore: the customer reviews of one app, from
// the public feed of Apple's App Store. The feed holds the newest 500 of each
// country; what was written before the first pull and lies deeper is not to be
// had from it.
type AppStore struct {
	App       string   `yaml:"app" jsonschema:"required,pattern=^(id)?[0-9]{1\\,15}$,example=1234567890" jsonschema_description:"The app's number: the digits behind id in its address in the store" jsonschema_extras:"patternErrorMessage=digits\\, in quotation marks"`
	Countries []string `yaml:"countries" jsonschema:"minItems=1,uniqueItems=true,example=us" jsonschema_description:"Countries of the store by their two letters, each a stream of its own; default: [us]"`
	URL       string   `yaml:"url" jsonschema:"default=https://itunes.apple.com" jsonschema_description:"The feed's address, where a proxy stands before it"`
}

// Check reports what a schema cannot say.
func (s AppStore) Check(problem func(path, message, hint string)) {
	country := regexp.MustCompile(`^[a-z]{2}$`)
	for i, name := range s.Countries {
		if !country.MatchString(name) {
			problem(fmt.Sprintf("countries[%d]", i), "not a country of the store", "write its two small letters: us, de, gb")
		}
	}
}

// stores are the feeds of an app, one a country.
type stores []ingest.Stream

// Streams lists them.
func (s stores) Streams(context.Context) ([]ingest.Stream, error) { return slices.Clone(s), nil }

// Live makes the source.
func (s AppStore) Live(hosts *api.Hosts, _ *time.Location) (ingest.Live, error) {
	client, err := api.New(hosts, api.Options{Base: cmp.Or(s.URL, "https://itunes.apple.com"), PerSecond: 1})
	if err != nil {
		return nil, err
	}
	countries := s.Countries
	if len(countries) == 0 {
		countries = []string{"us"}
	}
	app := regexp.MustCompile(`\D`).ReplaceAllString(s.App, "")
	var all stores
	for _, country := range countries {
		f := feed{client: client, app: app, country: country}
		all = append(all, ingest.Stream{Name: "reviews " + country, Pull: f.pull})
	}
	return all, nil
}
