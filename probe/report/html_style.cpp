#include "probe/report/html_parts.hpp"

namespace srcip::probe {

// Signs and words carry every meaning that a colour has. Contrast is at least 4.5:1 in both schemes: a test reads the
// colours from here.
const std::string_view html_style = R"(
:root {
  color-scheme: light dark;
  --page: #f3f4f7; --card: #fff; --text: #1b1f24; --quiet: #57606a; --line: #d5dae1; --link: #0b4fb3;
  --broken: #a01722; --broken-tint: #fde7e8; --inconclusive: #7a4b00; --inconclusive-tint: #fdf1d0;
  --kept: #0f6130; --kept-tint: #dcf5e4; --better: #0b4fb3; --better-tint: #e2eefc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1317; --card: #171c22; --text: #e5e9ee; --quiet: #9ba6b2; --line: #2f3740; --link: #8cbdff;
    --broken: #ff9da3; --broken-tint: #42161a; --inconclusive: #f1c66b; --inconclusive-tint: #37290b;
    --kept: #7fdca0; --kept-tint: #12311f; --better: #8cbdff; --better-tint: #15294a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; overflow-wrap: anywhere; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main, footer { max-width: 90rem; margin: 0 auto; padding: 0 1.25rem; }
code, td, text { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
code { font-size: 0.92em; unicode-bidi: isolate; }
h1, h2, h3, p, ol, ul, dl, dd, figure, fieldset { margin: 0; padding: 0; }
h1 { font-size: clamp(1.5rem, 4vw, 2.25rem); line-height: 1.2; }
h2 { font-size: 1.25rem; margin-bottom: 0.75rem; }
h3 { font-size: 1rem; }
ul, ol { list-style: none; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
[hidden] { display: none !important; }
header { padding: 2rem 0 1.5rem; }
header p { margin-top: 0.5rem; color: var(--quiet); }
section { margin-bottom: 2rem; }
.quiet, caption, footer { color: var(--quiet); font-size: 0.875rem; }
.heard, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 0.5rem; top: 0.5rem; background: var(--card); padding: 0.5rem; z-index: 2; }
h1.broken, summary.broken h3 { color: var(--broken); }
h1.inconclusive, summary.inconclusive h3 { color: var(--inconclusive); }
h1.kept, summary.kept h3 { color: var(--kept); }
h1.better, summary.better h3 { color: var(--better); }
li.broken, label.broken, td.broken, tr.broken td:first-child, figcaption.broken b
  { color: var(--broken); background: var(--broken-tint); }
li.inconclusive, label.inconclusive, td.inconclusive, tr.inconclusive td:first-child, figcaption.inconclusive b
  { color: var(--inconclusive); background: var(--inconclusive-tint); }
li.kept, label.kept, td.kept, tr.kept td:first-child, figcaption.kept b
  { color: var(--kept); background: var(--kept-tint); }
li.better, label.better, td.better, tr.better td:first-child, figcaption.better b
  { color: var(--better); background: var(--better-tint); }

.tally { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 1rem; }
.tally li { border: 1px solid; border-radius: 0.5rem; padding: 0.25rem 0.875rem; }
.tally b { font-size: 1.25rem; }
.advice { counter-reset: advice; display: grid; gap: 0.75rem; }
.advice li { min-width: 0; }
.advice > li { counter-increment: advice; position: relative; background: var(--card); border: 1px solid var(--line);
  border-left: 0.3125rem solid var(--link); border-radius: 0.5rem; padding: 0.75rem 1rem 0.875rem 3rem; }
.advice > li::before { content: counter(advice) "."; position: absolute; left: 1.125rem; font-weight: 700; }
.evidence { margin-top: 0.25rem; font-size: 0.875rem; }

.drawings { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: 1rem; margin-top: 0.75rem; }
figure { background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.875rem; min-width: 0; }
figcaption { font-size: 0.875rem; margin-bottom: 0.75rem; }
figcaption b { padding: 0 0.375rem; border-radius: 0.25rem; }
svg { display: block; max-width: 100%; height: auto; }
svg text { font-size: 13px; fill: var(--text); }
svg .name { font-weight: 700; }
svg .stop { fill: none; stroke: var(--quiet); }
svg .stop.rewrites { fill: var(--inconclusive-tint); stroke: var(--inconclusive); stroke-width: 2; }
svg path { fill: none; stroke: var(--text); stroke-width: 2; }
svg .passes path { stroke: var(--kept); }
svg .passes text { fill: var(--kept); }
svg .rewritten path { stroke: var(--inconclusive); stroke-width: 3; }
svg .rewritten text { fill: var(--inconclusive); font-weight: 700; }
svg .lost path, svg .unclear path { stroke: var(--quiet); stroke-dasharray: 4 4; }
svg .lost path + path { stroke: var(--broken); stroke-dasharray: none; stroke-width: 3; }

.scroll { overflow-x: auto; }
table { border-collapse: collapse; background: var(--card); font-size: 0.875rem; }
caption { text-align: left; padding: 0.25rem 0; font-family: inherit; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.625rem; border: 1px solid var(--line); }
td { unicode-bidi: isolate; }
thead th { color: var(--quiet); font-weight: 600; }
td:first-child { white-space: nowrap; }
.map th { font-weight: 400; max-width: 18rem; overflow-wrap: break-word; }
.map th a { color: inherit; }
.map td { text-align: center; padding: 0; }
.map td a { display: block; min-width: 2.25rem; padding: 0.25rem 0.375rem; color: inherit; text-decoration: none; font-weight: 700; }
.map td a:hover { outline: 2px solid; outline-offset: -2px; }
.map sub { font-weight: 400; margin-left: 0.125rem; }
.map.sideways thead th { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 14rem; max-width: none;
  padding: 0.5rem 0.25rem; vertical-align: bottom; }
.paths { width: 100%; min-width: 64rem; table-layout: fixed; font-size: 0.8125rem; }
.paths th:nth-child(1) { width: 8.25rem; } .paths th:nth-child(2) { width: 7.25rem; } .paths th:nth-child(3) { width: 6.75rem; }
.paths th:nth-child(4) { width: 12.75rem; } .paths th:nth-child(5) { width: 9.5rem; } .paths th:nth-child(6) { width: 8.75rem; }
.paths th:nth-child(7) { width: 9.25rem; }
.service { border-top: 1px solid var(--line); padding: 0.5rem 0; }
.long .scroll { content-visibility: auto; contain-intrinsic-size: auto 64rem auto 32rem; }
.service caption { padding: 0; }
.scroll { position: relative; }
summary { cursor: pointer; padding: 0.25rem 0; }
summary h3 { display: inline; }

.filters { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; position: sticky; top: 0; z-index: 1;
  background: var(--page); padding: 0.5rem 0; }
.filters fieldset { border: 0; display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
.filters legend { float: left; padding: 0 0.5rem 0 0; color: var(--quiet); }
.filters fieldset label { border: 1px solid; border-radius: 0.5rem; padding: 0.125rem 0.625rem; cursor: pointer; white-space: nowrap; }
.filters input[type=search] { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--quiet);
  border-radius: 0.375rem; padding: 0.125rem 0.5rem; width: 16rem; max-width: 100%; }
body:has(#show-broken:not(:checked)) .paths tr.broken,
body:has(#show-inconclusive:not(:checked)) .paths tr.inconclusive,
body:has(#show-kept:not(:checked)) .paths tr.kept,
body:has(#show-better:not(:checked)) .paths tr.better { display: none; }
dt { font-weight: 600; margin-top: 0.5rem; }
dt:target { background: var(--better-tint); }
.plain li { padding: 0.125rem 0; }
footer { padding-top: 1rem; padding-bottom: 2rem; }

@media (max-width: 48rem) {
  .filters { position: static; }
  .paths { display: block; min-width: 0; }
  .paths thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .paths tbody, .paths tr { display: block; }
  .paths tr { border: 1px solid var(--line); padding: 0.375rem 0.5rem; margin-bottom: 0.375rem; }
  .paths td { display: inline-block; border: 0; padding: 0 0.5rem 0 0; }
  .paths td:first-child { padding: 0 0.375rem; margin-right: 0.5rem; border-radius: 0.25rem; }
  .paths td:nth-child(8) { display: block; color: var(--quiet); }
}

@media print {
  .filters, .skip { display: none; }
  body { background: #fff; }
  main { max-width: none; }
  .paths { min-width: 0; font-size: 0.625rem; }
  .long .scroll { content-visibility: visible; }
  .scroll { overflow: visible; }
  tr, figure, .advice > li { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
)";

} // namespace srcip::probe
