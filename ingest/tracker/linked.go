package tracker

import (
	"context"
	"iter"
	"strings"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// linked pulls a list whose pages the Link header names.
func linked(client *api.Client, j *judge, path string) func(context.Context, ingest.From) iter.Seq2[ingest.Page, error] {
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return list{client: client, judge: j, path: path + separator + "per_page=100", next: byLink}.pull
}
