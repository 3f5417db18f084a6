package reader

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/earshot/earshot/internal/warehouse"
)

// guard lets one SELECT through that calls nothing but what reads published
// tables. It asks DuckDB's own parser, so that no text can mean one thing here
// and another there.
type guard struct {
	db  *warehouse.DB
	own map[string]bool // table macros of the published file
}

// tree is what json_serialize_sql says of a text.
type tree struct {
	Error      bool             `json:"error"`
	Sort       string           `json:"error_type"`
	Message    string           `json:"error_message"`
	Position   string           `json:"position"`
	Statements []map[string]any `json:"statements"`
}

// passed is a statement in the form in which it is run.
type passed struct {
	text   string   // wrapped, with its bound
	params []string // names of its parameters
	tree   tree
}

func (g guard) pass(ctx context.Context, text string, rows int64) (passed, error) {
	parsed, err := g.parse(ctx, text)
	if err != nil {
		return passed{}, err
	}
	if err := parsed.selects(text); err != nil {
		return passed{}, err
	}
	w := &walk{text: text, own: g.own, params: map[string]bool{}}
	if err := w.into(parsed.Statements[0]); err != nil {
		return passed{}, err
	}
	whole := wrapped(bare(text), rows)
	if parsed, err = g.parse(ctx, whole); err != nil {
		return passed{}, err
	}
	if !parsed.isWrapped(rows) {
		return passed{}, &Refused{Reason: "the statement cannot be bounded: write it without what stands behind its end"}
	}
	return passed{whole, inOrder(w.params), parsed}, nil
}

func (g guard) parse(ctx context.Context, text string) (tree, error) {
	var answer string
	if err := g.db.Row(ctx, "select cast(json_serialize_sql(cast(? as varchar)) as varchar)", []any{text}, &answer); err != nil {
		return tree{}, explain(err, 0)
	}
	var parsed tree
	decoder := json.NewDecoder(strings.NewReader(finite(answer)))
	decoder.UseNumber()
	if err := decoder.Decode(&parsed); err != nil {
		return tree{}, fmt.Errorf("the statement's tree: %w", err)
	}
	return parsed, nil
}

// unbounded finds texts, which are passed over, and the values that DuckDB
// writes as no JSON has them: 1e400 is Infinity.
var unbounded = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|-?(?:Infinity|NaN|inf|nan)\b`)

// finite is DuckDB's JSON with such values as texts.
func finite(text string) string {
	return unbounded.ReplaceAllStringFunc(text, func(found string) string {
		if found[0] == '"' {
			return found
		}
		return strconv.Quote(found)
	})
}

// pivots finds a PIVOT, which without its values is two statements to DuckDB.
var pivots = regexp.MustCompile(`(?i)\bpivot\b`)

const oneSelect = "only one SELECT can be asked: the published file is read and nothing is changed"

func (t tree) selects(text string) error {
	switch {
	case t.Error && t.Sort == "parser":
		f := &Failed{Kind: "Parser", Message: t.Message}
		if offset, err := strconv.Atoi(t.Position); err == nil {
			f.Line, f.Column = lineAt(text, offset)
		}
		return f
	case t.Error && !strings.HasPrefix(t.Message, "Only SELECT"):
		return &Refused{Reason: t.Message}
	case t.Error && pivots.MatchString(text):
		return &Refused{Reason: "a PIVOT names its values here: pivot ... on channel in ('email', 'survey') using ..."}
	case t.Error:
		return &Refused{Reason: oneSelect}
	case len(t.Statements) == 0:
		return &Refused{Reason: "there is no statement"}
	case len(t.Statements) > 1:
		return &Refused{Reason: fmt.Sprintf("there are %d statements: %s", len(t.Statements), oneSelect)}
	}
	return nil
}

// isWrapped tells that the text is one SELECT of a bracketed one with our bound,
// whatever the bracketed one holds.
func (t tree) isWrapped(rows int64) bool {
	if t.Error || len(t.Statements) != 1 {
		return false
	}
	node, _ := t.Statements[0]["node"].(map[string]any)
	from, _ := node["from_table"].(map[string]any)
	modifiers, _ := node["modifiers"].([]any)
	if node["type"] != "SELECT_NODE" || from["type"] != "SUBQUERY" || from["alias"] != "" || len(modifiers) != 1 {
		return false
	}
	limit, _ := modifiers[0].(map[string]any)["limit"].(map[string]any)
	value, _ := limit["value"].(map[string]any)
	return fmt.Sprint(value["value"]) == strconv.FormatInt(rows, 10)
}
