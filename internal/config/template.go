package config

import (
	"embed"
	"io/fs"
)

//go:embed starter
var starterFiles embed.FS

// Starter is the files that init writes into a new workspace, by the names they
// have there: earshot.yaml, themes.yaml and the tables that people keep. They
// load as they are, with an inbox folder that has nothing in it.
func Starter() fs.FS {
	files, err := fs.Sub(starterFiles, "starter")
	if err != nil {
		panic(err) // the name of the folder above is not valid
	}
	return files
}

// Template is the starter's earshot.yaml: a survey, with the other kinds of
// source and all settings as comments.
func Template() string {
	text, err := fs.ReadFile(starterFiles, "starter/"+File)
	if err != nil {
		panic(err) // the file is not in the folder that was built in
	}
	return string(text)
}
