package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/earshot/earshot/internal/secret"
)

// maxSecret is more than any password or key file holds.
const maxSecret = 64 << 10

var (
	referencePattern = regexp.MustCompile(`\$\{([^{}]*)\}`)
	secretOnly       = regexp.MustCompile(secret.Pattern)
	variableName     = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// references replaces ${env:NAME} and ${file:PATH} in the text of earshot.yaml
// and remembers what it put in, so that no message repeats it.
type references struct {
	dir  string // where a relative PATH begins
	seen []string
}

// expand returns text with its references replaced, or a message and a hint
// about the first that cannot be.
func (r *references) expand(text string) (expanded, message, hint string) {
	expanded = referencePattern.ReplaceAllStringFunc(text, func(whole string) string {
		if message != "" {
			return whole
		}
		var value string
		value, message, hint = r.value(whole[2 : len(whole)-1])
		r.seen = append(r.seen, value)
		return value
	})
	return expanded, message, hint
}

func (r *references) value(reference string) (value, message, hint string) {
	kind, name, _ := strings.Cut(reference, ":")
	switch {
	case kind == "env" && variableName.MatchString(name):
		return fromEnvironment(name)
	case kind == "file" && name != "":
		return r.fromFile(name)
	case variableName.MatchString(reference):
		return "", fmt.Sprintf("unknown reference ${%s}", reference), fmt.Sprintf("did you mean ${env:%s}?", reference)
	}
	return "", fmt.Sprintf("unknown reference ${%s}", shorten(reference)), "write ${env:NAME} or ${file:PATH}"
}

func fromEnvironment(name string) (value, message, hint string) {
	value, set := os.LookupEnv(name)
	if !set {
		return "", fmt.Sprintf("the environment variable %s is not set", name), "set it for the process that runs earshot"
	}
	if value == "" {
		return "", fmt.Sprintf("the environment variable %s is empty", name), "give it its value"
	}
	return value, "", ""
}

// fromFile reads a secret from a file, without the line end that editors add.
func (r *references) fromFile(name string) (value, message, hint string) {
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(r.dir, path)
	}
	text, err := readSmall(path, maxSecret)
	switch {
	case err != nil:
		return "", fmt.Sprintf("the file %s cannot be read: %v", name, cause(err)),
			"the path begins at the workspace, unless it begins with /"
	case strings.TrimSpace(string(text)) == "":
		return "", fmt.Sprintf("the file %s is empty", name), "put the secret into it"
	}
	return strings.TrimRight(string(text), "\r\n"), "", ""
}

// redact takes what references brought in out of a message.
func (r *references) redact(text string) string {
	for _, value := range r.seen {
		if len(value) >= 4 {
			text = strings.ReplaceAll(text, value, secret.Hidden)
		}
	}
	return text
}

// readSmall reads a regular file of at most limit bytes. A pipe or a device is
// refused: reading it might never end.
func readSmall(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(text)) > limit {
		return nil, fmt.Errorf("larger than %d KB", limit>>10)
	}
	return text, nil
}

// cause is the reason of a file error without the machine's path.
func cause(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}
