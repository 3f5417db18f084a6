// Bundles the editor into ../assets and writes the licences of all that is in
// it beside it, as they ask.
import { build } from "esbuild";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const out = "../assets/editor.js";
const { metafile } = await build({
  entryPoints: ["editor.js"], outfile: out, bundle: true, minify: true, format: "esm", target: "es2022",
  legalComments: "none", metafile: true, banner: { js: "/* Licences: editor.licences.txt. Made by `make editor`. */" },
});
const packages = new Set();
for (const path of Object.keys(metafile.inputs)) {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
  if (found) packages.add(found[1]);
}
const notices = [...packages].sort().map((name) => {
  const folder = "node_modules/" + name + "/";
  const { version } = JSON.parse(readFileSync(folder + "package.json"));
  const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  return `${name} ${version}\n\n${readFileSync(folder + licence, "utf8").trim()}\n`;
});
writeFileSync("../assets/editor.licences.txt", notices.join("\n" + "-".repeat(72) + "\n\n"));
