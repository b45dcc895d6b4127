#include "report_html_parts.hpp"

#include <srcip/report_html.hpp>

namespace srcip {

// Signs and words carry every meaning that a colour has. Contrast is at least 4.5:1 in both schemes.
const std::string_view html_style = R"(
:root {
  color-scheme: light dark;
  --page: #f3f4f7; --card: #fff; --text: #1b1f24; --quiet: #57606a; --line: #d5dae1; --tint: #eef1f5;
  --seen: #0b4fb3; --seen-tint: #e2eefc; --vouched: #0f6130; --vouched-tint: #dcf5e4;
  --claim: #7a4b00; --claim-tint: #fdf1d0; --warning: #a01722; --warning-tint: #fde7e8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1317; --card: #171c22; --text: #e5e9ee; --quiet: #9ba6b2; --line: #2f3740; --tint: #20262e;
    --seen: #8cbdff; --seen-tint: #15294a; --vouched: #7fdca0; --vouched-tint: #12311f;
    --claim: #f1c66b; --claim-tint: #37290b; --warning: #ff9da3; --warning-tint: #42161a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
code, pre { font: 0.92em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
  direction: ltr; unicode-bidi: isolate; overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ol, ul, table, pre { margin: 0; }
header { padding: 2.5rem 0 1.75rem; }
h1 { font-size: 1rem; font-weight: 600; }
h1 span { display: block; color: var(--quiet); }
h1 code { font-size: clamp(1.75rem, 6vw, 3.25rem); line-height: 1.25; font-weight: 700; letter-spacing: -0.02em; }
header p { margin-top: 0.5rem; max-width: 46rem; }
h2 { font-size: 1.0625rem; margin-bottom: 0.75rem; }
h3 { font-size: 1rem; margin-bottom: 0.5rem; }
h4 { font-size: 0.875rem; color: var(--quiet); font-weight: 600; margin: 0.75rem 0 0.25rem; }
ul, ol { padding: 0; list-style: none; }
.wide { margin-bottom: 2rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 0.625rem; padding: 1rem 1.25rem 1.125rem; }
.card h3:not(:first-child) { margin-top: 1rem; }
.none, .legend, footer { color: var(--quiet); }
.legend, footer { font-size: 0.875rem; }
.legend { margin-top: 0.875rem; }
.warning { color: var(--warning); background: var(--warning-tint); border-radius: 0.375rem; padding: 0.5rem 0.75rem;
  margin-top: 0.75rem; }
.mark { display: inline-block; font-size: 0.8125rem; font-weight: 600; line-height: 1.5; white-space: nowrap;
  padding: 0 0.5rem; border: 1px solid; border-radius: 1rem; }
.mark.seen { color: var(--seen); background: var(--seen-tint); }
.mark.vouched { color: var(--vouched); background: var(--vouched-tint); }
.mark.claim { color: var(--claim); background: var(--claim-tint); border-style: dashed; }

.path { display: flex; flex-direction: column; }
.path li { position: relative; padding-bottom: 1.75rem; }
.path li:last-child { padding-bottom: 0; }
.path li:not(:last-child)::after { content: "↓"; content: "↓" / ""; position: absolute; bottom: 0; left: 1.25rem;
  color: var(--quiet); line-height: 1.75rem; font-size: 1.125rem; }
.path div { background: var(--card); border: 1px solid var(--line); border-left: 0.3125rem solid var(--seen);
  border-radius: 0.625rem; padding: 0.625rem 1rem 0.75rem; }
.path .vouched div { border-left-color: var(--vouched); }
.path .claim div { border: 1px dashed var(--claim); background: none; }
.path .client div { outline: 2px solid currentColor; outline-offset: -1px; }
.path .role { font-size: 0.875rem; color: var(--quiet); }
.path .client .role { color: inherit; font-weight: 700; }
.path .who { font-weight: 600; overflow-wrap: anywhere; }
.path .how { display: flex; flex-wrap: wrap; gap: 0.375rem 0.625rem; align-items: center; margin-top: 0.25rem;
  font-size: 0.875rem; color: var(--quiet); }

.cards { display: grid; gap: 1rem; }
.lines li { background: var(--tint); border-radius: 0.375rem; padding: 0.25rem 0.625rem; }
.lines li + li { margin-top: 0.25rem; }
.hops { counter-reset: hop; }
.hops li { counter-increment: hop; padding: 0.25rem 0 0.25rem 1.75rem; position: relative; }
.hops li::before { content: counter(hop) "."; position: absolute; left: 0; color: var(--quiet); }
.hops li + li { border-top: 1px solid var(--line); }
.parameter { display: block; color: var(--quiet); font-size: 0.875rem; }

.columns > .card, .columns + .card { margin-bottom: 1rem; break-inside: avoid; }
.columns { margin-bottom: 1rem; }
.columns > .card:last-child { margin-bottom: 0; }
.card > .mark { margin-bottom: 0.5rem; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: baseline; padding: 0.3125rem 0; border-top: 1px solid var(--line); }
tr:first-child > * { border-top: 0; }
th[scope=row] { width: 9.5rem; padding-right: 1rem; color: var(--quiet); font-weight: 400; overflow-wrap: anywhere; }
td { overflow-wrap: anywhere; }
thead th { font-size: 0.875rem; font-weight: 600; color: var(--quiet); }
.headers tbody tr:first-child > * { border-top: 1px solid var(--line); }
.headers th[scope=row] { width: 34%; color: inherit; }
pre { background: var(--tint); border-radius: 0.375rem; padding: 0.625rem 0.75rem; max-height: 24rem; overflow: auto;
  white-space: pre-wrap; }
footer { padding-top: 1.5rem; padding-bottom: 2rem; }

@media (min-width: 44rem) {
  .columns { columns: 2; column-gap: 1rem; }
  .cards { grid-template-columns: repeat(3, minmax(0, 1fr)); }
}
@media (min-width: 60rem) {
  .path { flex-direction: row; flex-wrap: wrap; row-gap: 1rem; }
  .path li { padding: 0 2.25rem 0 0; display: flex; }
  .path li:last-child { padding: 0; }
  .path li:not(:last-child)::after { content: "→"; content: "→" / ""; left: auto; right: 0; bottom: auto; top: calc(50% - 0.875rem);
    width: 2.25rem; text-align: center; }
}
)";

const std::string_view html_content_security_policy =
    "default-src 'none'; style-src 'sha256-tSbkIrycsAfK/o1Oz/UWZHgXWyaDRCdUbuya8DtY/d0='; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

void write_style(std::string& out) { out += html_style; }

} // namespace srcip
