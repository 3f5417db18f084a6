// Holds mails against html-validate and against what caniemail.com knows of mail
// programs: node check.mjs NODE_MODULES FILE... Prints a line for each finding.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, ...files] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(path.join(modules, file)).href);
const { HtmlValidate } = await load("html-validate/dist/esm/index.js");
const { caniemail } = await load("caniemail/dist/index.js");

const validate = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard"],
  rules: {
    "no-inline-style": "off", // mail programs know no other
    "no-conditional-comment": "off", // the one table for Outlook
    "no-deprecated-attr": "off", // width and border of tables, for Outlook too
    "no-trailing-whitespace": "off",
    "long-title": "off", // it is the subject
    "attribute-boolean-style": "error",
    "wcag/h63": "error",
    "heading-level": "error",
  },
});

// What a program may not know, for a mail is as readable without it.
const decoration = new Set([
  "<body> element", // where it is taken off, so are margins that are none
  "height property", // of bars and gaps; their cells have a line-height, too
  "word-break", // long words are wider than the mail then
  "display:none", // the preheader is read twice
  "overflow", // of the preheader
  "role attribute", // a program without readers for it
]);

let findings = 0;
const say = (file, text) => {
  findings++;
  console.log(`${path.basename(file)}: ${text}`);
};

for (const file of files) {
  const html = fs.readFileSync(file, "utf8");
  const report = await validate.validateString(html, file);
  for (const result of report.results) {
    for (const m of result.messages) say(file, `${m.line}:${m.column} ${m.ruleId}: ${m.message}`);
  }
  const { issues } = caniemail({ clients: ["gmail.*", "outlook.*", "apple-mail.*", "yahoo.*", "thunderbird.*"], html });
  const unknown = new Map();
  for (const [client, list] of issues.errors) {
    for (const issue of list) {
      const title = issue.title ?? issue.feature?.title ?? JSON.stringify(issue).slice(0, 120);
      if (!decoration.has(title)) unknown.set(title, (unknown.get(title) ?? new Set()).add(client));
    }
  }
  for (const [title, clients] of unknown) say(file, `${title} is not known to ${[...clients].join(", ")}`);
}
process.exitCode = findings ? 1 : 0;
