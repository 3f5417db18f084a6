package pdf

import (
	"net/url"
	"path/filepath"
	"strings"
)

// fileURL is the address of a file for a browser.
func fileURL(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/...
	}
	u := url.URL{Scheme: "file", Path: path}
	return u.String()
}
