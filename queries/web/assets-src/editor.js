// The SQL editor of the web page: CodeMirror with completion of the published
// tables and columns, and marks where a question is wrong. `make editor` bundles
// it into ../assets/editor.js, which is what the page loads.
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers, drawSelection, highlightActiveLine, placeholder } from "@codemirror/view";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { sql, SQLDialect } from "@codemirror/lang-sql";
import { autocompletion, completionKeymap, closeBrackets, closeBracketsKeymap, acceptCompletion, completionStatus } from "@codemirror/autocomplete";
import { setDiagnostics, lintKeymap } from "@codemirror/lint";
import { HighlightStyle, syntaxHighlighting, bracketMatching } from "@codemirror/language";
import { tags } from "@lezer/highlight";

// What a SELECT of DuckDB is made of, and no more: each word is offered.
const dialect = SQLDialect.define({
  keywords: "select distinct all from where group by having order limit offset with recursive as on using join inner left right full outer cross natural lateral semi anti asof positional " +
    "union intersect except values case when then else end and or not in is null like ilike between exists any asc desc nulls first last over partition rows range preceding following current row " +
    "unbounded window filter within cast try_cast interval qualify pivot unpivot exclude replace columns sample describe summarize true false escape similar to",
  types: "bigint integer smallint double float decimal varchar text boolean date time timestamp uuid blob list struct map",
  builtin: "count sum avg min max median quantile_cont mode stddev any_value string_agg list_aggregate arg_max arg_min row_number rank dense_rank lag lead first_value last_value coalesce nullif round floor " +
    "ceil abs greatest least lower upper trim length substring replace contains starts_with regexp_matches regexp_extract date_trunc date_part date_diff strftime extract unnest",
  doubleQuotedStrings: false, operatorChars: "*+-%<>!=&|~^/@:", identifierQuotes: '"', specialVar: "$",
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: [tags.comment], color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.typeName, tags.standard(tags.name)], color: "var(--code-type)" },
]);

// Tables as completions: {name, meaning, columns: [{name, type, meaning}]}.
function schemaOf(tables) {
  const schema = {};
  for (const table of tables) {
    schema[table.name] = {
      self: { label: table.name, type: "class", detail: "table", info: table.meaning || undefined, boost: 2 },
      children: table.columns.map((c) => ({ label: c.name, type: "property", detail: c.type, info: c.meaning || undefined })),
    };
  }
  return schema;
}

// Columns of every table that the text names stand in the list without the
// table's name before them.
function columnsOf(tables) {
  const byName = new Map(tables.map((t) => [t.name, t]));
  return (context) => {
    const word = context.matchBefore(/[A-Za-z_][\w]*/);
    if ((!word && !context.explicit) || (word && context.state.sliceDoc(word.from - 1, word.from) === ".")) return null;
    const named = new Set(context.state.doc.toString().toLowerCase().match(/[a-z_]\w*/g) || []);
    const options = [];
    const seen = new Set();
    for (const [name, table] of byName) {
      if (!named.has(name)) continue;
      for (const c of table.columns) {
        if (seen.has(c.name)) continue;
        seen.add(c.name);
        options.push({ label: c.name, type: "property", detail: name + ", " + c.type, info: c.meaning || undefined, boost: 1 });
      }
    }
    return options.length ? { from: word ? word.from : context.pos, options, validFor: /^\w*$/ } : null;
  };
}

// create puts an editor in place of a textarea and keeps that one's value the
// same, so that the form sends it. Tab leaves the editor, as it leaves any field,
// unless a completion waits to be taken.
export function create(textarea, { nonce, tables, onRun, onChange, label }) {
  const language = sql({ dialect, schema: schemaOf(tables), upperCaseKeywords: false });
  const view = new EditorView({
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        EditorView.cspNonce.of(nonce),
        keymap.of([
          { key: "Mod-Enter", run: () => { onRun(); return true; } },
          { key: "Tab", run: (v) => completionStatus(v.state) === "active" && acceptCompletion(v) },
        ]),
        history(), drawSelection(), lineNumbers(), highlightActiveLine(), bracketMatching(), closeBrackets(),
        autocompletion({ icons: false }),
        language, language.language.data.of({ autocomplete: columnsOf(tables) }),
        syntaxHighlighting(colours),
        placeholder(textarea.placeholder || ""),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true", spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of((u) => { if (u.docChanged) { textarea.value = u.state.doc.toString(); onChange(); } }),
      ],
    }),
  });
  textarea.before(view.dom);
  textarea.hidden = true;
  return {
    view,
    focus: () => view.focus(),
    set: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    // mark underlines from a line and column (from 1) to the word's end; 0: nowhere.
    mark(line, column, message) {
      if (!line || line > view.state.doc.lines) { view.dispatch(setDiagnostics(view.state, [])); return; }
      const at = view.state.doc.line(line);
      let from = Math.min(at.from + Math.max(column - 1, 0), at.to);
      const rest = view.state.sliceDoc(from, at.to);
      let to = from + Math.max((/^\w+|^\S/.exec(rest) || [""])[0].length, 0);
      if (to === from && from > at.from) from--;
      view.dispatch(setDiagnostics(view.state, [{ from, to: Math.max(to, from), severity: "error", message }]));
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    },
    clear: () => view.dispatch(setDiagnostics(view.state, [])),
  };
}
