#include "probe/report/html_parts.hpp"

namespace srcip::probe {

// Everything is there without it. It finds words in paths, says how many paths are shown, folds away what holds none
// of them, and unfolds what a link leads to and what is printed.
const std::string_view html_script = R"JS(
"use strict";
(() => {
  const find = document.getElementById("find");
  const shown = document.getElementById("shown");
  if (!find) return;
  const outcomes = ["broken", "inconclusive", "kept", "better"];
  const boxes = outcomes.map((name) => document.getElementById("show-" + name));
  const services = Array.from(document.querySelectorAll(".service"), (service) => ({
    service,
    name: service.querySelector("h3").textContent.toLowerCase(),
    tables: Array.from(service.querySelectorAll(".scroll"), (table) => ({
      table, rows: Array.from(table.querySelectorAll("tbody tr"), (row) => ({row, text: ""})) }))
  }));
  const total = services.reduce((n, s) => n + s.tables.reduce((m, t) => m + t.rows.length, 0), 0);
  const matches = (entry, words, name) => {
    if (!words.length) return true;
    entry.text = entry.text || entry.row.textContent.toLowerCase();
    return words.every((word) => entry.text.includes(word) || name.includes(word));
  };
  const update = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(outcomes.filter((name, i) => boxes[i].checked));
    let count = 0;
    for (const s of services) {
      const before = count;
      for (const t of s.tables) {
        const start = count;
        for (const entry of t.rows) {
          const hit = matches(entry, words, s.name);
          entry.row.hidden = !hit;
          if (hit && wanted.has(entry.row.className)) count += 1;
        }
        t.table.hidden = count === start;
      }
      s.service.hidden = count === before;
      if (words.length && count !== before) s.service.open = true;
    }
    shown.value = count === total ? total + (total === 1 ? " path" : " paths") : count + " of " + total + " paths";
  };
  let timer = 0;
  find.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(update, 100); });
  for (const box of boxes) box.addEventListener("change", update);
  find.form.addEventListener("submit", (event) => event.preventDefault());
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") { target.hidden = false; target.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", unfold);
  addEventListener("beforeprint", () => { for (const s of services) s.service.open = true; });
  find.parentElement.hidden = false;
  update();
  unfold();
})();
)JS";

// Made by tests/integration/sipprobe_html_check.py, which fails with the right one when this one is wrong.
const std::string_view html_policy = "default-src 'none'; "
                                     "style-src 'sha256-Xiz7Rtli7/fIaEiLGLQJPSgYjGwsKpfvvoCKtC7/7jE='; "
                                     "script-src 'sha256-ZPW7udcaCuEvbnLUif2HE5hAqbb4sPnCg4IV2r4LTeM='; "
                                     "base-uri 'none'; form-action 'none'";

} // namespace srcip::probe
