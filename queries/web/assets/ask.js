// The editor's page: runs without loading the page anew, marks what is wrong,
// remembers what was asked, and makes links. Without it the form works as forms do.
import { create } from "./editor.js";

const $ = (id) => document.getElementById(id);
const form = $("ask"), text = $("sql"), answer = $("answer"), said = $("said"), view = $("view"), share = $("share"), save = $("save");
const store = "earshot.asked." + (document.body.dataset.user || "");
const most = 50;

let tables = [];
try {
  const got = await fetch("/tables.json");
  if (got.ok) tables = await got.json();
} catch { /* no completion, then */ }

const editor = create(text, {
  nonce: form.dataset.nonce, tables, label: "Your question, as one SELECT",
  onRun: () => form.requestSubmit($("run")),
  onChange: () => { editor.clear(); $("shared")?.remove(); },
});
document.querySelector('label[for="sql"]').remove();
editor.view.contentDOM.setAttribute("aria-describedby", "sql-help");
editor.focus();

let running = null;
form.addEventListener("submit", async (e) => {
  e.preventDefault();
  running?.abort();
  const mine = running = new AbortController();
  $("shared")?.remove();
  said.textContent = "Running …";
  form.setAttribute("aria-busy", "true");
  const asked = new FormData(form);
  try {
    const got = await fetch("/ask", { method: "POST", body: new URLSearchParams(asked), headers: { "X-Earshot-Part": "1" }, signal: mine.signal });
    show(await got.text(), got.ok);
    if (got.ok) { remember(asked.get("sql")); link(); }
  } catch (problem) {
    if (mine.signal.aborted) return;
    said.textContent = "The server does not answer.";
  } finally {
    if (running === mine) { running = null; form.removeAttribute("aria-busy"); }
  }
});

// show puts in the answer that the server wrote, which is its own HTML with
// everything of the data escaped.
function show(html, ok) {
  answer.innerHTML = html;
  const problem = $("problem");
  said.textContent = problem || !ok ? "There is no answer." : "Done.";
  if (problem) editor.mark(Number(problem.dataset.line), Number(problem.dataset.column), problem.dataset.text);
  else editor.clear();
}

view.addEventListener("change", () => { if ($("result-title")) form.requestSubmit($("run")); });
answer.addEventListener("change", (e) => { if (e.target.form === form) form.requestSubmit($("run")); });

// link makes the page's address the question's.
function link() {
  const to = new URLSearchParams();
  const now = new FormData(form);
  to.set("sql", now.get("sql"));
  for (const name of ["view", "x", "y", "by"]) if (now.get("view") !== "table" && now.get(name)) to.set(name, now.get(name));
  const path = "/ask?" + to;
  const short = path.length < 16000;
  share.hidden = !short;
  if (short) history.replaceState(null, "", path);
}
if (text.value) share.hidden = false;
share.addEventListener("click", async () => {
  link();
  try {
    await navigator.clipboard.writeText(location.href);
    said.textContent = "The link is copied. Whoever opens it signs in and runs it himself.";
  } catch {
    said.textContent = "The link is the page's address.";
  }
});

// The save form sends what the editor has now.
save?.addEventListener("submit", () => {
  const now = new FormData(form);
  for (const name of ["sql", "view", "x", "y", "by"]) save.elements[name].value = now.get(name) || "";
});

// What was asked stays in this browser; the audit log is the server's.
function past() {
  try { return JSON.parse(localStorage.getItem(store)) || []; } catch { return []; }
}
function remember(sql) {
  if (!sql.trim()) return;
  const list = [sql, ...past().filter((old) => old !== sql)].slice(0, most);
  try { localStorage.setItem(store, JSON.stringify(list)); } catch { /* full, or forbidden */ }
  list_();
}
function list_() {
  const list = past();
  $("history").hidden = list.length === 0;
  $("asked").replaceChildren(...list.map((sql) => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = sql;
    button.addEventListener("click", () => { editor.set(sql); editor.focus(); scrollTo(0, 0); });
    item.append(button);
    return item;
  }));
}
$("forget").addEventListener("click", () => { localStorage.removeItem(store); list_(); said.textContent = "Forgotten."; editor.focus(); });
list_();
