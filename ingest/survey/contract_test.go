package survey

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// contract is an API's own description (OpenAPI), as far as the requests here
// need it.
type contract struct {
	t       *testing.T
	prefix  string // of the paths in it
	path    string // of the file
	whole   map[string]any
	checked map[string]int // operations, and how often each was asked for
}

// contractOf reads a description from the folder of real recordings.
func contractOf(t *testing.T, name, prefix string) *contract {
	t.Helper()
	c := &contract{t: t, prefix: prefix, path: filepath.Join(dataFolder(t), "api/openapi", name), checked: map[string]int{}}
	text, err := os.ReadFile(c.path)
	if err != nil {
		t.Fatal(err)
	}
	var whole any
	if err := yaml.Load(text, &whole); err != nil { // JSON is YAML too
		t.Fatal(err)
	}
	encoded, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(encoded, &c.whole); err != nil {
		t.Fatal(err)
	}
	return c
}

// over is a system whose requests and answers are held to the description. What
// lies outside of its paths is passed on.
func (c *contract) over(system http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		system.ServeHTTP(answer, r)
		if path, known := strings.CutPrefix(r.URL.Path, c.prefix); known {
			c.check(r, path, answer)
		}
		w.WriteHeader(answer.Code)
		w.Write(answer.Body.Bytes())
	})
}

func (c *contract) check(r *http.Request, path string, answer *httptest.ResponseRecorder) {
	template, operation := c.operation(r.Method, path)
	if operation == nil {
		c.t.Errorf("%s %s is not described", r.Method, path)
		return
	}
	c.checked[r.Method+" "+template]++
	described := map[string]map[string]any{}
	for _, p := range listOf(operation["parameters"]) {
		one := p.(map[string]any)
		described[fmt.Sprint(one["in"], " ", one["name"])] = one
		if one["in"] == "header" && one["required"] == true && r.Header.Get(one["name"].(string)) == "" {
			c.t.Errorf("%s: no header %s", path, one["name"])
		}
		if one["in"] == "query" && one["required"] == true && !r.URL.Query().Has(one["name"].(string)) {
			c.t.Errorf("%s: no %s", path, one["name"])
		}
	}
	for name, values := range r.URL.Query() {
		one, known := described["query "+name]
		if !known {
			c.t.Errorf("%s: %s is not described", path, name)
			continue
		}
		c.conforms(path+" "+name, one["schema"], asTyped(one["schema"], values[0]))
	}
	c.signed(r)
	if answer.Code == http.StatusOK {
		c.answered(template, operation, answer.Body.Bytes())
	}
}

// operation finds what describes a path, and its template.
func (c *contract) operation(method, path string) (string, map[string]any) {
	for template, item := range c.whole["paths"].(map[string]any) {
		template := strings.TrimPrefix(template, c.prefix)
		is := slices.EqualFunc(strings.Split(template, "/"), strings.Split(path, "/"), func(a, b string) bool {
			return a == b || strings.HasPrefix(a, "{") && b != ""
		})
		if is {
			operation, _ := item.(map[string]any)[strings.ToLower(method)].(map[string]any)
			return template, operation
		}
	}
	return "", nil
}

// signed holds the request to the description's way to sign.
func (c *contract) signed(r *http.Request) {
	components, _ := c.whole["components"].(map[string]any)
	schemes, _ := components["securitySchemes"].(map[string]any)
	for _, s := range schemes {
		if one := s.(map[string]any); one["in"] == "header" && r.Header.Get(one["name"].(string)) == "" {
			c.t.Errorf("no header %s", one["name"])
		}
	}
}

// answered holds the stand-in's answer to the description: what it does not
// describe proves nothing.
func (c *contract) answered(place string, operation map[string]any, body []byte) {
	at := any(operation)
	for _, key := range []string{"responses", "200", "content", "application/json", "schema"} {
		step, _ := at.(map[string]any)
		at = step[key]
	}
	if at == nil {
		return
	}
	value, err := validator.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	c.conforms(place, at, value)
}

func (c *contract) conforms(place string, schema, value any) {
	if object, ok := schema.(map[string]any); ok {
		schema = map[string]any{"allOf": []any{object}, "components": c.whole["components"]}
	}
	compiler := validator.NewCompiler()
	if err := compiler.AddResource("contract.json", schema); err != nil {
		c.t.Fatal(err)
	}
	compiled, err := compiler.Compile("contract.json")
	if err != nil {
		c.t.Fatal(err)
	}
	if err := compiled.Validate(value); err != nil {
		c.t.Errorf("%s: %v", place, err)
	}
}

// asTyped is a query's value as the schema's type has it.
func asTyped(schema any, text string) any {
	object, _ := schema.(map[string]any)
	if kind := object["type"]; kind == "number" || kind == "integer" {
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return n
		}
	}
	return text
}

func listOf(of any) []any {
	all, _ := of.([]any)
	return all
}
