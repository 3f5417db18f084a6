// Package example holds the demo workspace: half a year of feedback about an
// invented product, Benchbook, the job book for repair workshops. It reads and
// writes nothing; the files are part of the binary, so that a demo needs
// neither a network nor a checkout. What is planted in the feedback, and by
// which figures one finds it again, stands in this folder's README.md. The
// feedback is made by example/generate.
package example

import (
	"embed"
	"io/fs"
)

// AsOf is the day from which the demo looks back: the Monday after the last of
// its 26 weeks.
const AsOf = "2026-07-06"

// Only what belongs to the workspace: a data folder beside it stays out.
//
//go:embed workspace/*.yaml workspace/*.csv workspace/feedback workspace/plan workspace/reports
var files embed.FS

// FS is the workspace, with earshot.yaml at its root.
func FS() fs.FS {
	sub, err := fs.Sub(files, "workspace")
	if err != nil {
		panic(err) // the path is a constant and valid
	}
	return sub
}
