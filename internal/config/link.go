package config

import (
	"fmt"
)

// Link is one person's word on whether an item of the plan is about a theme: a
// row of links.csv. It outranks what labels and words say, for good.
type Link struct {
	Source string // Source.Name of the plan; "": of whichever has the item
	Item   string // as people call it: PAY-12, #34
	Theme  string // Theme.ID
	Linked bool   // no strikes out what the rules found
	By     string // who said so
	Note   string // why; may be empty
	Line   int    // in the file
}

// LoadLinks reads and checks links.csv: columns item, theme, link (yes or no)
// and by; source and note may be missing. A file that is not there is no links
// and no error; the error is Problems where it has mistakes. Whether the plan
// has such an item is not known here.
func LoadLinks(path string, themes []Theme) ([]Link, error) {
	reader := labelReader{themes: themeIDs(themes)}
	first := map[Link]Link{}
	var links []Link
	err := readTable(path, []string{"item", "theme", "link", "by"}, []string{"source", "note"}, func(t *table) {
		link := Link{Source: t.cell("source"), Item: reader.given(t, "item"), Theme: reader.theme(t), Linked: truth(t, "link"),
			By: reader.given(t, "by"), Note: t.cell("note"), Line: t.line()}
		key := Link{Source: link.Source, Item: link.Item, Theme: link.Theme, By: link.By}
		if before, twice := first[key]; twice && before.Linked != link.Linked {
			t.problem("link", fmt.Sprintf("the same person said the opposite on line %d", before.Line), "take one of the two out")
		}
		first[key], links = link, append(links, link)
	})
	if notExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return links, nil
}

func themeIDs(themes []Theme) []string {
	ids := make([]string, 0, len(themes))
	for _, theme := range themes {
		ids = append(ids, theme.ID)
	}
	return ids
}
