package format

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"

	"github.com/earshot/earshot/queries/reader"
)

func TestMark(t *testing.T) {
	far := strings.Repeat("aaaa, ", 30)
	for _, c := range []struct {
		err  error
		sql  string
		want string
	}{
		{&reader.Failed{Line: 2, Column: 5}, "select\n    foo", "    foo\n    ^"},
		{fmt.Errorf("query x: %w", &reader.Refused{Line: 1, Column: 1}), "drop table x", "drop table x\n^"},
		{&reader.Failed{Line: 1, Column: 13}, "select '東京', foo", "select '東京', foo\n              ^"},
		{&reader.Failed{Line: 1, Column: 9}, "select\t\x1bfoo\r\n", "select \\x1bfoo\n           ^"},
		{&reader.Failed{Line: 1, Column: 99}, "select", "select\n      ^"},
		{&reader.Failed{Line: 3, Column: 1}, "select", ""},
		{&reader.Failed{}, "select", ""},
		{errors.New("else"), "select", ""},
	} {
		if got := Mark(c.err, c.sql); got != c.want {
			t.Errorf("%q: %q, want %q", c.sql, got, c.want)
		}
	}
	for _, line := range strings.Split(Mark(&reader.Failed{Line: 1, Column: len(far) + 1}, far+"foo "+far), "\n") {
		if displaywidth.String(line) > 100 {
			t.Errorf("%d wide: %s", displaywidth.String(line), line)
		}
	}
}
