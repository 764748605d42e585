import { Html, html } from './html';

const style = new Html(`
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #0a6ebd; --good: #1a7f37; --bad: #c0362c; }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: baseline; padding: 14px 24px; border-bottom: 1px solid var(--line); }
header h1 { font-size: 17px; margin: 0; }
nav { display: flex; flex-wrap: wrap; gap: 16px; }
nav a[aria-current] { font-weight: 600; text-decoration: none; color: inherit; }
main { max-width: 1200px; margin: 0 auto; padding: 20px 24px 60px; }
h2 { font-size: 17px; margin: 26px 0 10px; }
a { color: var(--accent); }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 7px 10px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; white-space: nowrap; }
.scroll { overflow-x: auto; }
form.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 12px 18px; }
form.grid > .wide { grid-column: 1 / -1; }
label { display: block; }
label > span { display: block; font-size: 13px; }
input:not([type=checkbox]), select, textarea { width: 100%; font: inherit; padding: 6px 8px; border: 1px solid var(--line); border-radius: 6px; background: Field; color: FieldText; }
fieldset { border: 1px solid var(--line); border-radius: 6px; display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0; padding: 8px 12px; }
fieldset label { white-space: nowrap; }
button { font: inherit; padding: 7px 16px; border-radius: 6px; border: 1px solid var(--accent); background: var(--accent); color: #fff; cursor: pointer; }
button.quiet { background: none; color: var(--bad); border-color: var(--bad); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.bar { display: flex; flex-wrap: wrap; gap: 10px; align-items: end; }
.note { padding: 9px 14px; border-left: 4px solid var(--good); background: var(--soft); }
.tag { display: inline-block; padding: 0 8px; border-radius: 10px; border: 1px solid currentColor; font-size: 13px; white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); } .dim { opacity: .7; }
details pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: 8px; border-radius: 6px; margin: 6px 0; max-height: 320px; overflow: auto; }
`);

/** Keeps elements with `data-live` up to date; leaves an opened detail or a focused element alone. */
const script = new Html(`
async function refresh(part) {
	if (part.querySelector('details[open]') || part.contains(document.activeElement)) return;
	const answer = await fetch(part.dataset.live);
	if (!answer.ok) return;
	const text = await answer.text();
	if (part.dataset.last !== text) { part.innerHTML = text; part.dataset.last = text; }
}
for (const part of document.querySelectorAll('[data-live]')) setInterval(() => refresh(part).catch(() => {}), 1000);
`);

interface NavEntry {
	path: string;
	name: string;
}

export interface PageOptions {
	title: string;
	nav?: readonly NavEntry[];
	/** Path of the page, to mark it in the navigation. */
	path: string;
	body: Html;
}

/** A whole page. */
export function page({ title, nav = [], path, body }: PageOptions): string {
	const links = nav.map(
		(entry) =>
			html`<a href="${entry.path}" ${entry.path === path ? html` aria-current="page"` : null}
				>${entry.name}</a
			>`,
	);
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<link rel="icon" href="data:," />
				<title>${title}</title>
				<style>
					${style}
				</style>
			</head>
			<body>
				<header>
					<h1>${title}</h1>
					<nav aria-label="Pages">${links}</nav>
				</header>
				<main>${body}</main>
				<script>
					${script};
				</script>
			</body>
		</html> `.text;
}

/** A table with a head. */
export function table(caption: string, heads: readonly string[], rows: Html): Html {
	const cells = heads.map((head) => html`<th scope="col">${head}</th>`);
	return html`<div class="scroll">
		<table aria-label="${caption}">
			<thead>
				<tr>
					${cells}
				</tr>
			</thead>
			<tbody>
				${rows}
			</tbody>
		</table>
	</div>`;
}

/** Something to open: a summary and preformatted text. */
export function details(summary: string, text: string): Html {
	return html`<details>
		<summary>${summary}</summary>
		<pre>${text}</pre>
	</details>`;
}
