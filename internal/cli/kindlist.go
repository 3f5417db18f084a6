package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/config"
)

func (a *app) sourcesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "sources [KIND]",
		Short: "List the kinds of sources, or the settings of one kind",
		Long: `Lists the kinds of sources that earshot.yaml may name, or, of one kind, every
setting with what it means. Editors complete the same by data/schema.`,
		Example: "  earshot sources\n  earshot sources github",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				list := kindList()
				return a.print(list, list.people)
			}
			settings, err := kindSettings(args[0])
			if err != nil {
				return err
			}
			return a.print(settings, settings.people)
		},
	}
}

type listedKind struct {
	Kind  string `json:"kind"`
	About string `json:"about"`
	Live  bool   `json:"live"`
}

type listedKinds []listedKind

func kindList() (list listedKinds) {
	for _, k := range sourceKinds() {
		_, live := k.settings.(config.Live)
		list = append(list, listedKind{k.name, k.about, live})
	}
	return list
}

func (l listedKinds) people(w io.Writer) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, k := range l {
		fmt.Fprintf(table, "%s\t%s\n", k.Kind, k.About)
	}
	table.Flush()
	fmt.Fprintln(w, "\nthe settings of one: earshot sources KIND")
}

// settingList are the settings of one kind.
type settingList []config.Setting

func kindSettings(name string) (settingList, error) {
	var names []string
	for _, k := range sourceKinds() {
		names = append(names, k.name)
	}
	if !slices.Contains(names, name) {
		return nil, usage{hinted{fmt.Errorf("no kind of source is named %q", name), "kinds: " + strings.Join(names, ", ")}}
	}
	return config.SettingsOf(kinds(), name)
}

func (l settingList) people(w io.Writer) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range l {
		need := ""
		if s.Required {
			need = "needed"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", s.Key, s.Type, need, s.About)
	}
	table.Flush()
}
