// Tables that say so can be sorted by a column. Without this script they stand
// in their own order and nothing is missing.
(function () {
  "use strict";
  function text(cell) { return cell ? cell.getAttribute("data-v") || cell.textContent.trim() : ""; }
  function number(s) {
    var m = /^[<+▲▼■\s]*([-−]?[\d,]*\.?\d+)/.exec(s);
    return m ? parseFloat(m[1].replace(/,/g, "").replace("−", "-")) : NaN;
  }
  function compare(a, b) {
    var day = /^\d{4}-\d\d-\d\d$/;
    if (day.test(a) && day.test(b)) return a < b ? -1 : a > b ? 1 : 0;
    var x = number(a), y = number(b);
    if (!isNaN(x) && !isNaN(y)) return x - y;
    if (isNaN(x) !== isNaN(y)) return isNaN(x) ? 1 : -1;
    return a.localeCompare(b);
  }
  function sort(table, column, down) {
    var bodies = Array.from(table.tBodies);
    var whole = bodies.length > 1;
    var items = whole ? bodies : Array.from(bodies[0].rows);
    items.map(function (item, i) {
      return { item: item, key: text((whole ? item.rows[0] : item).cells[column]), place: i };
    }).sort(function (a, b) {
      return (down ? -1 : 1) * compare(a.key, b.key) || a.place - b.place;
    }).forEach(function (row) { (whole ? table : bodies[0]).appendChild(row.item); });
  }
  document.querySelectorAll("table.sortable").forEach(function (table) {
    var heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      if (head.hasAttribute("data-fixed")) return;
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.setAttribute("aria-label", "Sort by " + head.firstChild.textContent.trim());
      head.insertBefore(button, head.firstChild.nextSibling);
      button.addEventListener("click", function () {
        var numeric = head.classList.contains("number");
        var now = head.getAttribute("aria-sort");
        var down = now ? now === "ascending" : numeric;
        heads.forEach(function (h) { h.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        sort(table, column, down);
      });
    });
  });
})();
