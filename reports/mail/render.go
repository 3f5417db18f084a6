package mail

import (
	"fmt"
	"html/template"
	"strings"
	texttemplate "text/template"
)

// render lays a view out as text and as HTML. Where the HTML is larger than the
// aim, it drops quotations first, then rows at the tails, and says so.
func render(d Data, e Edition, l limits) (v view, text, html string, err error) {
	for _, c := range []cut{{3, 5}, {2, 5}, {1, 5}, {0, 5}, {0, 3}, {0, 1}} {
		v = newView(d, e, c)
		if html, err = asHTML(v); err != nil {
			return v, "", "", err
		}
		if len(html) <= l.aim {
			break
		}
	}
	if len(html) > l.most {
		return v, "", "", fmt.Errorf("mail of %d bytes: mail programs cut at %d; give it fewer themes or sources", len(html), l.most)
	}
	text, err = asText(v)
	return v, text, html, err
}

func asText(v view) (string, error) {
	page, err := texttemplate.New("mail.txt.tmpl").Funcs(texttemplate.FuncMap{"rule": rule, "isolate": isolate}).ParseFS(files, "mail.txt.tmpl")
	if err != nil {
		return "", fmt.Errorf("text template: %w", err)
	}
	var out strings.Builder
	if err := page.Execute(&out, v); err != nil {
		return "", fmt.Errorf("text template: %w", err)
	}
	return out.String(), nil
}

// rule underlines a heading.
func rule(heading string) string { return strings.Repeat("-", len([]rune(heading))) }

func asHTML(v view) (string, error) {
	page, err := template.New("mail.html.tmpl").Funcs(functions()).ParseFS(files, "mail.html.tmpl")
	if err != nil {
		return "", fmt.Errorf("html template: %w", err)
	}
	var out strings.Builder
	if err := page.Execute(&out, v); err != nil {
		return "", fmt.Errorf("html template: %w", err)
	}
	return out.String(), nil
}

// css is the inline style of a sort of cell: mail programs know no style sheet.
// Background and text colour stand on the same cell, since dark modes change
// both; nothing is said by colour alone.
func css(sort string) template.CSS {
	const ink, paper = "color:#1b1b1b;background-color:#ffffff;", "font-family:Georgia,'Times New Roman',serif;"
	const breaks = "word-break:break-word;" // of words that are longer than the line
	const sans = "font-family:Arial,Helvetica,sans-serif;"
	styles := map[string]string{
		"page":      "margin:0;padding:0;background-color:#ffffff;",
		"preheader": "display:none;font-size:1px;line-height:1px;max-height:0;overflow:hidden;color:#1b1b1b;background-color:#ffffff;",
		"outer":     "padding:0;background-color:#ffffff;color:#1b1b1b;",
		"body":      "padding:16px 12px 24px 12px;text-align:left;" + ink + sans,
		"kicker":    "margin:0 0 6px 0;font-size:13px;line-height:18px;color:#4a4a4a;background-color:#ffffff;" + sans,
		"h1":        breaks + "margin:0 0 14px 0;font-size:25px;line-height:31px;font-weight:bold;" + ink + paper,
		"h2":        "margin:26px 0 6px 0;font-size:18px;line-height:24px;font-weight:bold;" + ink + paper,
		"p":         breaks + "margin:0 0 8px 0;font-size:15px;line-height:22px;" + ink + sans,
		"soft":      breaks + "margin:0 0 8px 0;font-size:13px;line-height:19px;color:#4a4a4a;background-color:#ffffff;" + sans,
		"label":     "padding:8px 12px 8px 0;border-top:2px solid #1b1b1b;width:112px;font-size:13px;line-height:20px;font-weight:bold;text-align:left;vertical-align:top;" + ink + sans,
		"line":      "padding:8px 0 2px 0;border-top:2px solid #1b1b1b;vertical-align:top;" + ink + sans,
		"caption":   "padding:0 0 6px 0;text-align:left;font-size:13px;line-height:19px;color:#4a4a4a;background-color:#ffffff;" + sans,
		"th":        "padding:4px 10px 4px 0;border-bottom:2px solid #1b1b1b;text-align:left;vertical-align:bottom;font-size:13px;line-height:18px;font-weight:bold;" + ink + sans,
		"row":       "padding:7px 10px 7px 0;border-bottom:1px solid #b8b8b8;text-align:left;vertical-align:top;font-size:15px;line-height:20px;font-weight:bold;" + ink + sans,
		"name":      breaks + "padding:7px 10px 7px 0;border-bottom:1px solid #b8b8b8;text-align:left;vertical-align:top;font-size:15px;line-height:20px;font-weight:bold;" + ink + sans,
		"td":        "padding:7px 10px 7px 0;border-bottom:1px solid #b8b8b8;text-align:left;vertical-align:top;font-size:15px;line-height:20px;" + ink + sans,
		"small":     "font-size:13px;line-height:18px;font-weight:normal;color:#4a4a4a;background-color:#ffffff;",
		"barcell":   "padding:11px 10px 7px 0;border-bottom:1px solid #b8b8b8;vertical-align:top;width:64px;" + ink,
		"quote":     breaks + "padding:6px 0 8px 12px;border-left:3px solid #6b6b6b;" + ink + paper + "font-size:17px;line-height:25px;",
		"gap":       "padding:0;font-size:1px;line-height:10px;height:10px;background-color:#ffffff;color:#1b1b1b;",
		"foot":      "padding:16px 0 0 0;border-top:1px solid #b8b8b8;" + ink + sans,
		"a":         "color:#0b4f8a;background-color:#ffffff;text-decoration:underline;",
	}
	return template.CSS(styles[sort])
}
