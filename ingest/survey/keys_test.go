package survey

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestKeys: elements of a list go by a value of theirs where the settings say
// so, by their position where they have none, and two of one name stay apart.
func TestKeys(t *testing.T) {
	const text = `{"answers": [
		{"number": 9, "field": {"ref": "nps"}}, {"text": "slow", "field": {"ref": "why"}},
		{"text": "again", "field": {"ref": "why"}}, {"text": "nameless", "field": {}}, {"text": "odd", "field": {"ref": {}}}],
		"plain": [{"a": 1}]}`
	var value map[string]any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	flatten(map[string]string{"answers": "field.ref"}, "", value, 0, func(name, cell string) {
		if cell != "" {
			got[name] = cell
		}
	})
	delete(got, "answers.nps.number") // a float here, a json.Number in files
	want := map[string]string{"answers.nps.field.ref": "nps", "answers.why.text": "slow", "answers.why.field.ref": "why",
		"answers.why#2.text": "again", "answers.why#2.field.ref": "why", "answers.3.text": "nameless", "answers.4.text": "odd"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
