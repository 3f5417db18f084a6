package queries

import "slices"

// OptionsSQL is the SELECT that lists what the parameter can be: value, a text for
// the SQL, and label, one for people; "" where it can be
// anything. Of a choice the header says it.
func (p Param) OptionsSQL() string { return lists()[p.Type] }

func listed() []string {
	var names []string
	for name := range lists() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// lists are the types whose values are in the published file.
func lists() map[string]string {
	dimension := func(name string) string {
		return "select distinct value as value, value as label from satisfaction where dimension = '" + name +
			"' union select value, value from themes where dimension = '" + name + "' order by label"
	}
	return map[string]string{
		"theme":    "select theme_id as value, name as label from theme_names order by label",
		"metric":   "select distinct metric as value, metric as label from satisfaction order by label",
		"segment":  dimension("segment"),
		"plan":     dimension("plan"),
		"channel":  dimension("channel"),
		"language": dimension("language"),
		"account":  "select distinct account as value, account as label from feedback where account is not null order by label",
		"sprint":   "select name as value, name as label from (select name, max(starts_on) as starts from sprints where state <> 'future' group by name) order by starts desc",
		"release":  "select name as value, name as label from (select name, max(released_on) as day from releases group by name) order by day desc nulls first",
		"item":     "select key as value, key || ' ' || title as label from work_items order by updated_at desc, key",
	}
}
