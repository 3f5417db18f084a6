package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// restyle turns a picture of the library into one of the page: style
// attributes, which the page's policy forbids, become classes, the background
// goes, and a role, a title and a description come in.
func restyle(svg []byte, id, title, desc string) (template.HTML, error) {
	var out strings.Builder
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return template.HTML(out.String()), nil
		}
		if err != nil {
			return "", fmt.Errorf("chart: the library's picture: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := restyleElement(&out, decoder, t, id, title, desc); err != nil {
				return "", err
			}
		case xml.EndElement:
			out.WriteString("</" + t.Name.Local + ">")
		case xml.CharData:
			out.WriteString(template.HTMLEscapeString(string(t)))
		}
	}
}

func restyleElement(out *strings.Builder, decoder *xml.Decoder, t xml.StartElement, id, title, desc string) error {
	if t.Name.Local == "svg" {
		fmt.Fprintf(out, `<svg class="bars" role="img" viewBox="0 0 %d %d" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`,
			barsWidth, barsHeight, id, id, id, template.HTMLEscapeString(title), id, template.HTMLEscapeString(desc))
		return nil
	}
	class, err := classOfElement(t)
	if err != nil {
		return err
	}
	if class == "" { // the background
		return skip(decoder)
	}
	fmt.Fprintf(out, `<%s class="%s"`, t.Name.Local, class)
	for _, a := range t.Attr {
		if a.Name.Local != "style" {
			fmt.Fprintf(out, ` %s="%s"`, a.Name.Local, template.HTMLEscapeString(strings.ReplaceAll(a.Value, "\n", " ")))
		}
	}
	out.WriteString(">")
	return nil
}

// skip reads on to the end of an element without children.
func skip(decoder *xml.Decoder) error {
	for {
		token, err := decoder.RawToken()
		if err != nil {
			return err
		}
		if _, end := token.(xml.EndElement); end {
			return nil
		}
	}
}

// classOfElement finds the marker among the element's colours. A colour that is
// no marker would be wrong in the dark: an error, not a guess.
func classOfElement(t xml.StartElement) (string, error) {
	for _, a := range t.Attr {
		if a.Name.Local != "style" {
			continue
		}
		for _, pair := range strings.Split(a.Value, ";") {
			name, value, _ := strings.Cut(pair, ":")
			if (name == "fill" || name == "stroke") && value != "none" {
				class, known := classOf(value)
				if !known {
					return "", fmt.Errorf("chart: the library's picture has the colour %s", value)
				}
				return class, nil
			}
		}
	}
	return "", fmt.Errorf("chart: the library's picture has a %s without a colour", t.Name.Local)
}
