package tracker

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// adfDepth is how deep a document's structure is followed; below, only the
// words are taken. Jira's editor makes about ten levels.
const adfDepth = 100

// An adfNode is a part of a text of Jira Cloud, in Atlassian Document Format.
type adfNode struct {
	Type    string         `json:"type"`
	Text    string         `json:"text"`
	Content []adfNode      `json:"content"`
	Attrs   map[string]any `json:"attrs"`
}

// adfText gives the words of a document. Of a comment, what is quoted is left
// out: somebody else wrote it. Kinds of node that are not known keep their
// words; pictures and a form's placeholders have none.
func adfText(raw []byte, comment bool) string {
	var doc adfNode
	// The record was found to be JSON. A member of an unexpected type is left
	// empty and the rest is decoded all the same.
	_ = json.Unmarshal(raw, &doc)
	t := adf{comment: comment}
	t.node(doc)
	return t.out.String()
}

type adf struct {
	out     prose
	comment bool
	depth   int
}

func (t *adf) node(n adfNode) {
	if t.depth > adfDepth {
		t.flat(n)
		return
	}
	t.depth++
	t.known(n)
	t.depth--
}

func (t *adf) nodes(content []adfNode) {
	for _, n := range content {
		t.node(n)
	}
}

func (t *adf) flat(n adfNode) {
	if n.Text != "" {
		t.out.write(n.Text + " ")
	}
	for _, inner := range n.Content {
		t.flat(inner)
	}
}

func (t *adf) known(n adfNode) {
	switch n.Type {
	case "text", "mention", "emoji", "status", "date", "inlineCard":
		t.out.write(n.words())
	case "blockCard", "embedCard":
		t.out.write(n.words())
		t.out.paragraph()
	case "hardBreak":
		t.out.line()
	case "media", "mediaInline", "placeholder":
	case "bulletList", "taskList", "decisionList", "orderedList":
		t.list(n)
	case "tableRow":
		t.row(n)
	case "blockquote":
		if !t.comment {
			t.block(n)
		}
	case "expand", "nestedExpand":
		t.out.write(n.attr("title"))
		t.out.line()
		t.block(n)
	default:
		t.block(n)
	}
}

// block writes a paragraph, a heading, code, a panel, the document, and what
// a later version of the format may bring.
func (t *adf) block(n adfNode) {
	t.out.write(n.Text)
	t.nodes(n.Content)
	t.out.paragraph()
}

func (t *adf) list(n adfNode) {
	number := 1
	if order, ok := n.Attrs["order"].(float64); ok {
		number = int(order)
	}
	t.out.open()
	for i, item := range n.Content {
		mark := "- "
		if n.Type == "orderedList" {
			mark = strconv.Itoa(number+i) + ". "
		}
		t.out.item(mark)
		t.node(item)
	}
	t.out.close()
}

func (t *adf) row(n adfNode) {
	cells := make([]string, len(n.Content))
	for i, cell := range n.Content {
		inner := adf{comment: t.comment, depth: t.depth}
		inner.node(cell)
		cells[i] = inner.out.String()
	}
	t.out.line()
	t.out.write(row(cells))
	t.out.line()
}

// words are what stands for an inline node.
func (n adfNode) words() string {
	switch n.Type {
	case "mention":
		return "@" + strings.TrimPrefix(n.attr("text"), "@")
	case "emoji":
		if text := n.attr("text"); text != "" {
			return text
		}
		return n.attr("shortName")
	case "status":
		return n.attr("text")
	case "date":
		return n.day()
	case "inlineCard", "blockCard", "embedCard":
		return n.attr("url")
	}
	return n.Text
}

func (n adfNode) attr(name string) string {
	text, _ := n.Attrs[name].(string)
	return text
}

// day reads a date node: milliseconds since 1970, as text or as a number.
func (n adfNode) day() string {
	millis, err := strconv.ParseInt(n.attr("timestamp"), 10, 64)
	if number, ok := n.Attrs["timestamp"].(float64); ok {
		millis, err = int64(number), nil
	}
	if err != nil {
		return n.attr("timestamp")
	}
	return time.UnixMilli(millis).UTC().Format(time.DateOnly)
}
