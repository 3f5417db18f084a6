// What every page can do by keyboard. Without this script nothing is missing.
const keys = document.getElementById("keys");
const opener = document.getElementById("keys-open");
const setting = document.getElementById("keys-on");
const single = () => localStorage.getItem("earshot.keys") !== "off";

if (keys) {
  opener.hidden = false;
  opener.addEventListener("click", () => keys.showModal());
  setting.checked = single();
  setting.addEventListener("change", () => localStorage.setItem("earshot.keys", setting.checked ? "on" : "off"));
}

const typing = (e) => e.target.closest("input, select, textarea, [contenteditable=true], .cm-editor, dialog");
let going = 0;
document.addEventListener("keydown", (e) => {
  if (!keys || e.ctrlKey || e.metaKey || e.altKey || typing(e) || !single()) return;
  if (e.key === "?") { e.preventDefault(); keys.showModal(); return; }
  if (e.key === "/") {
    const field = document.querySelector("main .cm-content, main input:not([type=hidden]), main select, main textarea");
    if (field) { e.preventDefault(); field.focus(); }
    return;
  }
  if (e.key === "g") { going = Date.now(); return; }
  const to = Date.now() - going < 1500 && document.querySelector(`nav a[data-key="${CSS.escape(e.key)}"]`);
  going = 0;
  if (to) { e.preventDefault(); to.click(); }
});

// A list that a field narrows.
for (const field of document.querySelectorAll("[data-filter]")) {
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of document.querySelectorAll(field.dataset.filter)) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((w) => text.includes(w));
    }
  });
}

// After a correction the reader goes on where he was.
if (location.hash.startsWith("#f")) document.getElementById(location.hash.slice(1))?.focus();
