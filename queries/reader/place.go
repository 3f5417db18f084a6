package reader

import "slices"

// place is where a parameter stands in a statement's tree: beside an expression
// whose type it takes, or where one kind alone can be.
type place struct {
	node      map[string]any // holds both
	parameter any
	beside    any
	literal   bool   // beside is a constant
	sum       bool   // of arithmetic: beside tells where it is a number, for a date may stand beside a number
	kind      string // "": beside tells
}

// alike are the functions whose arguments are all of one type; arithmetic are
// those whose arguments are so if one is a number.
var (
	alike      = names("nullif greatest least ifnull")
	arithmetic = names("* / // % + -")
)

// placesOf is where each parameter stands, by name.
func placesOf(t tree) map[string][]place {
	found := map[string][]place{}
	for _, statement := range t.Statements {
		find(statement, found)
	}
	return found
}

func find(node any, found map[string][]place) {
	switch n := node.(type) {
	case map[string]any:
		look(n, found)
		for _, child := range n {
			find(child, found)
		}
	case []any:
		for _, child := range n {
			find(child, found)
		}
	}
}

func look(n map[string]any, found map[string][]place) {
	only := func(kind string, nodes ...any) {
		for _, child := range nodes {
			if name, ok := parameter(child); ok {
				found[name] = append(found[name], place{kind: kind})
			}
		}
	}
	children, _ := n["children"].([]any)
	name, _ := n["function_name"].(string)
	switch class, kind := n["class"], n["type"]; {
	case class == "COMPARISON":
		together(n, []any{n["left"], n["right"]}, found)
	case class == "BETWEEN":
		together(n, []any{n["input"], n["lower"], n["upper"]}, found)
	case kind == "COMPARE_IN", kind == "COMPARE_NOT_IN", kind == "OPERATOR_COALESCE", class == "FUNCTION" && (alike[name] || arithmetic[name]):
		together(n, children, found)
	case class == "CONJUNCTION", kind == "OPERATOR_NOT":
		only(TakesBoolean, children...)
	case kind == "OPERATOR_CAST":
		to, _ := n["cast_type"].(map[string]any)
		id, _ := to["id"].(string)
		only(kindOfType(id), n["child"])
	case kind == "LIMIT_MODIFIER":
		only(TakesInteger, n["limit"], n["offset"])
	case n["when_expr"] != nil:
		only(TakesBoolean, n["when_expr"])
	case kind == "SELECT_NODE":
		only(TakesBoolean, n["where_clause"])
	}
}

// together are expressions of one type: each parameter among them stands beside
// the first of the others that tells more than itself.
func together(n map[string]any, parts []any, found map[string][]place) {
	other := slices.IndexFunc(parts, func(part any) bool { return !isConstant(part) && !isParameter(part) })
	if other < 0 {
		other = slices.IndexFunc(parts, isConstant)
	}
	if other < 0 {
		return
	}
	function, _ := n["function_name"].(string)
	for _, part := range parts {
		if name, ok := parameter(part); ok {
			found[name] = append(found[name], place{node: n, parameter: part, beside: parts[other], literal: isConstant(parts[other]), sum: arithmetic[function]})
		}
	}
}

func isConstant(node any) bool {
	n, _ := node.(map[string]any)
	return n["class"] == "CONSTANT"
}

func isParameter(node any) bool {
	_, ok := parameter(node)
	return ok
}

// parameter is the name of the parameter that the node is.
func parameter(node any) (name string, ok bool) {
	n, _ := node.(map[string]any)
	name, _ = n["identifier"].(string)
	return name, n["class"] == "PARAMETER"
}
