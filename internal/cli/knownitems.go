package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/earshot/earshot/internal/warehouse"
)

// unknownItems tells which rows of links.csv, promises.csv and contacts.csv name an item that
// the plan published last does not have. It is no mistake: such a row waits for
// its item. Nothing is told where nothing is published.
func (w *workspace) unknownItems(ctx context.Context) (told []string, err error) {
	path := filepath.Join(w.published(), warehouse.Published)
	if len(w.links)+len(w.promises)+len(w.contacts) == 0 || !exists(path) {
		return nil, nil
	}
	db, err := warehouse.OpenPublished(ctx, path, w.limits())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	items, err := db.Strings(ctx, "select distinct key from work_items order by key")
	if err != nil {
		return nil, err
	}
	tell := func(file string, line int, item string) {
		if _, known := slices.BinarySearch(items, item); item != "" && !known {
			told = append(told, fmt.Sprintf("%s:%d: the plan published last has no item %q: the row waits for it", file, line, item))
		}
	}
	for _, l := range w.links {
		tell("links.csv", l.Line, l.Item)
	}
	for _, p := range w.promises {
		tell("promises.csv", p.Line, p.Item)
	}
	for _, c := range w.contacts {
		tell("contacts.csv", c.Line, c.Item)
	}
	return told, nil
}
