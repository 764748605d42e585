import { Html } from './html';

/**
 * The look of all pages: quiet and light, with the measures and the typeface of n8n's editor, which stands next to them.
 * Every text has at least 4.5:1 against its ground.
 */
export const style = new Html(`
@font-face { font-family: InterVariable; font-weight: 100 900; font-display: swap; src: url(/tour/inter.woff2) format("woff2"); }
:root {
	color-scheme: light;
	--ground: #f6f6f7; --card: #fff; --line: #e3e3e6; --strong-line: #cfcfd4;
	--text: #242428; --soft: #62626b; --accent: #c2410c; --accent-soft: #fff3ec; --accent-line: #f5c8ae;
	--good: #14753c; --good-soft: #e9f7ee; --bad: #b3261e; --bad-soft: #fdeceb; --wait: #8a5300; --wait-soft: #fff6e0;
	--radius: 6px; --side: 232px;
}
* { box-sizing: border-box; }
html { scroll-padding-top: 72px; }
body { margin: 0; background: var(--ground); color: var(--text); font: 400 14px/1.5 InterVariable, Inter, system-ui, "Segoe UI", Roboto, sans-serif; -webkit-font-smoothing: antialiased; }
a { color: var(--accent); text-decoration: none; text-underline-offset: 3px; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
h1, h2, h3, p { margin: 0; }
h1 { font-size: 20px; font-weight: 600; letter-spacing: -.01em; line-height: 1.3; }
h2 { font-size: 15px; font-weight: 600; }
h3 { font-size: 14px; font-weight: 600; }
code { font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; background: #f0f0f2; border-radius: 4px; padding: 1px 5px; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.nowrap { white-space: nowrap; }

.app { display: grid; grid-template: 56px 1fr / var(--side) minmax(0, 1fr); min-height: 100vh; }
.brand, .top { background: var(--card); border-bottom: 1px solid var(--line); display: flex; align-items: center; gap: 10px; padding: 0 20px; position: sticky; top: 0; z-index: 2; }
.brand { border-right: 1px solid var(--line); font-weight: 600; }
.top { justify-content: space-between; }
.crumbs { display: flex; gap: 8px; align-items: center; }
.crumbs span { color: var(--soft); }
.crumbs i { color: var(--strong-line); font-style: normal; }
.clock { display: flex; gap: 8px; align-items: center; color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap; }
.clock time { color: var(--text); font-weight: 500; }
.side { background: var(--card); border-right: 1px solid var(--line); padding: 14px 10px; }
.side nav { position: sticky; top: 70px; display: grid; gap: 18px; }
.side ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 2px; }
.side h2 { font-size: 12px; font-weight: 500; color: var(--soft); padding: 0 10px 4px; display: flex; gap: 8px; align-items: center; }
.side a { display: flex; justify-content: space-between; align-items: center; gap: 10px; padding: 6px 10px; border-radius: var(--radius); color: var(--text); }
.side a:hover { background: #f2f2f4; text-decoration: none; }
.side a[aria-current] { background: #ededf0; font-weight: 500; }
.mark { width: 22px; height: 22px; border-radius: 5px; flex: none; display: grid; place-items: center; color: #fff; }
.mark.small { width: 16px; height: 16px; border-radius: 4px; }
.mark svg { width: 70%; height: 70%; }
.mark.copernica { background: #0f6b82; } .mark.activate { background: #b8420f; } .mark.n8n { background: #3d3d45; } .mark.sandbox { background: #242428; }

main { padding: 24px 28px 72px; max-width: 1280px; width: 100%; display: grid; gap: 20px; align-content: start; grid-template-columns: minmax(0, 1fr); }
.title { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between; }
.title p { color: var(--soft); }
.live { display: grid; gap: 20px; grid-template-columns: minmax(0, 1fr); }
.card > header .live { display: block; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.card > header { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; justify-content: space-between; padding: 12px 16px; border-bottom: 1px solid var(--line); }
.card > header .count { color: var(--soft); font-weight: 400; padding-left: 6px; }
.card .body { padding: 16px; display: grid; gap: 16px; }
.card .empty { padding: 28px 16px; text-align: center; color: var(--soft); }
.bar { display: flex; flex-wrap: wrap; gap: 10px; align-items: end; }
.between { justify-content: space-between; align-items: center; }

.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 9px 16px; border-bottom: 1px solid var(--line); }
tbody tr:last-child td { border-bottom: 0; }
th { font-size: 12px; font-weight: 500; color: var(--soft); white-space: nowrap; background: #fbfbfc; }
td { overflow-wrap: break-word; }
td.change { min-width: 190px; }
td.address { overflow-wrap: anywhere; }
td pre { max-width: 620px; min-width: 320px; }
td.time { font-variant-numeric: tabular-nums; white-space: nowrap; color: var(--soft); }
tbody tr.new td { animation: arrive 2.4s ease-out; }
tbody tr.row { position: relative; }
tbody tr.row:hover td { background: #fafafb; }
tbody tr.row a.whole { font-weight: 500; }
tbody tr.row a.whole::after { content: ""; position: absolute; inset: 0; }
@keyframes arrive { from { background: var(--accent-soft); } to { background: transparent; } }
@media (prefers-reduced-motion: reduce) { tbody tr.new td { animation: none; } }
.values { display: flex; flex-wrap: wrap; gap: 3px 14px; }
.values span b { font-weight: 400; color: var(--soft); padding-right: 5px; }

.tag { display: inline-flex; align-items: center; gap: 6px; padding: 1px 8px; border-radius: 999px; font-size: 12px; font-weight: 500; line-height: 1.6; white-space: nowrap; background: #f0f0f2; color: #54545c; }
.tag.good { background: var(--good-soft); color: var(--good); }
.tag.bad { background: var(--bad-soft); color: var(--bad); }
.tag.wait { background: var(--wait-soft); color: var(--wait); }
.dot { width: 7px; height: 7px; border-radius: 50%; background: #1f9d55; }

.note { background: var(--card); border: 1px solid var(--line); border-left: 3px solid var(--good); border-radius: var(--radius); padding: 10px 14px; display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; }
.note.bad { border-left-color: var(--bad); }
.note:empty { display: none; }

button, .button { font: inherit; font-weight: 500; padding: 6px 14px; border-radius: var(--radius); border: 1px solid var(--accent); background: var(--accent); color: #fff; cursor: pointer; display: inline-flex; gap: 8px; align-items: center; }
button:hover, .button:hover { background: #a63608; border-color: #a63608; text-decoration: none; }
button.plain, .button.plain { background: var(--card); color: var(--text); border-color: var(--strong-line); }
button.plain:hover, .button.plain:hover { background: #f4f4f6; border-color: #b9b9c0; }
button.danger { background: var(--card); color: var(--bad); border-color: #e3b7b4; }
button.danger:hover { background: var(--bad-soft); border-color: var(--bad); }
form.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 14px 16px; }
form.grid > .wide { grid-column: 1 / -1; }
label { display: block; }
label > span { display: block; font-size: 13px; font-weight: 500; padding-bottom: 4px; }
input:not([type=checkbox]), select, textarea { width: 100%; font: inherit; color: inherit; padding: 6px 10px; min-height: 34px; border: 1px solid var(--strong-line); border-radius: var(--radius); background: var(--card); }
input:not([type=checkbox]):hover, select:hover, textarea:hover { border-color: #a9a9b2; }
input:not([type=checkbox]):focus, select:focus, textarea:focus { outline: 2px solid var(--accent); outline-offset: -1px; }
input[type=checkbox] { accent-color: var(--accent); width: 15px; height: 15px; vertical-align: -2px; margin: 0 4px 0 0; }
fieldset { border: 1px solid var(--line); border-radius: var(--radius); display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0; padding: 8px 12px 10px; }
legend { font-size: 13px; font-weight: 500; padding: 0 4px; }
fieldset label { white-space: nowrap; }
form.search { display: flex; gap: 8px; }
form.search input { width: 260px; }
td .soft { overflow-wrap: break-word; }
details summary { cursor: pointer; color: var(--soft); white-space: nowrap; }
details summary:hover { color: var(--text); }
details pre { font: 12px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; background: #f7f7f8; border: 1px solid var(--line); padding: 10px 12px; border-radius: var(--radius); margin: 6px 0 2px; max-height: 320px; overflow: auto; }
details.more > summary { padding: 12px 16px; font-weight: 500; color: var(--text); }
details.more[open] > summary { border-bottom: 1px solid var(--line); }

.switch { display: flex; gap: 14px; align-items: center; justify-content: space-between; padding: 12px 16px; }
.switch p { color: var(--soft); }
button.toggle { flex: none; width: 40px; height: 22px; padding: 0; border-radius: 999px; border: 1px solid #8b8b95; background: #8b8b95; position: relative; }
button.toggle::after { content: ""; position: absolute; top: 2px; left: 2px; width: 16px; height: 16px; border-radius: 50%; background: #fff; transition: left .12s; }
button.toggle[aria-checked=true] { background: var(--accent); border-color: var(--accent); }
button.toggle[aria-checked=true]::after { left: 20px; }

.tour ol { list-style: none; margin: 0; padding: 6px 16px 10px; counter-reset: step; }
.tour li { display: grid; grid-template-columns: 28px minmax(0, 1fr) auto; gap: 2px 12px; padding: 11px 0; border-bottom: 1px solid var(--line); counter-increment: step; }
.tour li:last-child { border-bottom: 0; }
.tour li::before { content: counter(step); width: 26px; height: 26px; border-radius: 50%; display: grid; place-items: center; font-weight: 600; font-size: 13px; border: 1px solid var(--strong-line); color: var(--soft); background: var(--card); }
.tour li[data-state=next]::before { border-color: var(--accent); color: #fff; background: var(--accent); }
.tour li[data-state=done]::before { content: "✓"; border-color: var(--good); color: #fff; background: var(--good); }
.tour li[data-state=waiting] h3 { color: var(--soft); font-weight: 500; }
.tour li p { grid-column: 2; }
.tour li p.told { color: var(--soft); }
.tour li[data-state=done] p.told { color: var(--good); }
.tour li p.told.bad { color: var(--bad); }
.tour li .tag { grid-column: 3; grid-row: 1; align-self: center; }
.progress { display: flex; gap: 4px; align-items: center; }
.progress i { width: 22px; height: 4px; border-radius: 2px; background: #dedee2; }
.progress i.done { background: var(--good); } .progress i.next { background: var(--accent); }
.strip { display: flex; flex-wrap: wrap; gap: 6px 16px; align-items: center; background: var(--accent-soft); border: 1px solid var(--accent-line); border-radius: 8px; padding: 10px 16px; }
.strip p { flex: 1 1 320px; }
.strip.done { background: var(--good-soft); border-color: #b9e2c8; }

@media (max-width: 860px) {
	.app { grid-template: 56px auto 1fr / minmax(0, 1fr); }
	.brand { display: none; }
	.top { grid-row: 1; padding: 0 16px; }
	.side { border: 0; border-bottom: 1px solid var(--line); padding: 8px; overflow-x: auto; }
	.side nav { display: flex; position: static; gap: 16px; }
	.side ul { display: flex; }
	.side h2 { display: none; }
	.side a { white-space: nowrap; }
	main { padding: 16px 16px 56px; }
	.tour li { grid-template-columns: 28px minmax(0, 1fr); }
	.tour li .tag { grid-column: 2; grid-row: auto; justify-self: start; }
}
`);
