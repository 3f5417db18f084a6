package survey

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSegmentsOfManyRows(t *testing.T) {
	s := newSegments(map[string]int{"plan": 0, "region": 2})
	for _, c := range []struct {
		cells []string
		want  map[string]string
	}{
		{[]string{" team ", "x", "north"}, map[string]string{"plan": "team", "region": "north"}},
		{[]string{"team", "y", " north"}, map[string]string{"plan": "team", "region": "north"}},
		{[]string{"teamnorth", "y", ""}, map[string]string{"plan": "teamnorth"}},
		{[]string{"", "y", "teamnorth"}, map[string]string{"region": "teamnorth"}},
		{[]string{" ", "y", ""}, nil},
	} {
		if diff := cmp.Diff(c.want, s.of(c.cells)); diff != "" {
			t.Error(diff)
		}
	}
	for i := range 3 * knownSegments {
		plan := fmt.Sprint(i % (2 * knownSegments))
		if got := s.of([]string{plan, "", "east"}); got["plan"] != plan || len(s.known) > knownSegments {
			t.Fatalf("row %d: %v, %d combinations kept", i, got, len(s.known))
		}
	}
}
