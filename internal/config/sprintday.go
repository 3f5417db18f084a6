package config

import (
	"regexp"
	"strconv"
	"strings"
)

// sprintDay is what the key sprint of a schedule can be; its schema has it, too.
var sprintDay = regexp.MustCompile(`^(?:first day|last day|([1-9][0-9]?) days? (before|after) the (start|end))$`)

// SprintDay says on which day of a sprint the schedule has something to do: so
// many days after its first day or, atEnd, its last one; before it when days is
// negative. Without the key sprint, or where it says something else, ok is false.
func (s Schedule) SprintDay() (days int, atEnd, ok bool) {
	parts := sprintDay.FindStringSubmatch(s.Sprint)
	if parts == nil {
		return 0, false, false
	}
	if parts[1] == "" {
		return 0, strings.HasPrefix(s.Sprint, "last"), true
	}
	if days, _ = strconv.Atoi(parts[1]); parts[2] == "before" { // the expression has let digits pass alone
		days = -days
	}
	return days, parts[3] == "end", true
}
