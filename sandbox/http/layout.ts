import { Html, html } from './html';
import { script } from './script';
import { style } from './style';

/** What a page belongs to; each has a colour and a sign. */
type Owner = 'sandbox' | 'copernica' | 'activate' | 'n8n';

export interface NavGroup {
	owner: Owner;
	name: string;
	entries: ReadonlyArray<{ href: string; name: string; isHere?: boolean; isElsewhere?: boolean }>;
}

export interface PageOptions {
	/** Whose page it is: the title is "Sandbox · <vendor>". */
	vendor: string;
	heading: string;
	nav: readonly NavGroup[];
	/** The sandbox's time in milliseconds since 1970; the clock of the page goes on from there. */
	now: number;
	body: Html;
}

const signs: Record<Owner, string> = {
	sandbox: '<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 17h6M17 14v6"/>',
	copernica:
		'<circle cx="9" cy="10" r="3"/><path d="M4 19c0-3 2-5 5-5s5 2 5 5M16 8h4M16 12h4M17 16h3"/>',
	activate: '<path d="M13 3 5 14h6l-1 7 8-11h-6z"/>',
	n8n: '<circle cx="5" cy="12" r="2"/><circle cx="19" cy="7" r="2"/><circle cx="19" cy="17" r="2"/><path d="M7 12h4l6-5M11 12l6 5"/>',
};

/** The sign of a vendor or of n8n. */
function mark(owner: Owner, size: 'small' | 'large' = 'large'): Html {
	const sign = new Html(
		`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${signs[owner]}</svg>`,
	);
	return html`<span class="mark ${owner} ${size}">${sign}</span>`;
}

function navGroup({ owner, name, entries }: NavGroup): Html {
	const links = entries.map(
		({ href, name: entry, isHere, isElsewhere }) =>
			html`<li>
				<a
					href="${href}"
					${isHere === true ? html` aria-current="page"` : null}
					${isElsewhere === true ? html` target="n8n"` : null}
					>${entry}${isElsewhere === true ? html`<span aria-hidden="true">↗</span>` : null}</a
				>
			</li>`,
	);
	return html`<div>
		<h2>${mark(owner, 'small')}${name}</h2>
		<ul>
			${links}
		</ul>
	</div>`;
}

/** A whole page. */
export function page({ vendor, heading, nav, now, body }: PageOptions): string {
	const title = `Sandbox · ${vendor}`;
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
				<div class="app">
					<div class="brand">${mark('sandbox')}Sandbox</div>
					<header class="top">
						<div class="crumbs"><span>${vendor}</span><i>/</i>${heading}</div>
						<div class="clock">
							<span class="dot" aria-hidden="true"></span>Live · Amsterdam
							<time data-clock="${now}"></time>
						</div>
					</header>
					<div class="side"><nav aria-label="Pages">${nav.map(navGroup)}</nav></div>
					<main>${body}</main>
				</div>
				<script>
					${script};
				</script>
			</body>
		</html> `.text;
}

/** Heading of a page, with what belongs to it at the right. */
export function pageTitle(heading: string, about: string, right: Html | null = null): Html {
	return html`<div class="title">
		<div>
			<h1>${heading}</h1>
			<p>${about}</p>
		</div>
		${right}
	</div>`;
}

/** A framed part of a page with a heading. */
export function card(heading: Html | string, body: Html, right: Html | null = null): Html {
	return html`<section class="card">
		<header>
			<h2>${heading}</h2>
			${right}
		</header>
		${body}
	</section>`;
}

/** A part that the page asks for again every second. */
export function live(address: string, content: Html): Html {
	return html`<div class="live" data-live="${address}">${content}</div>`;
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

/** Something to open: a summary and preformatted text; `key` tells it from others, so that it stays open. */
export function details(summary: string, text: string, key: string): Html {
	return html`<details data-key="${key}">
		<summary data-key="${key}-summary">${summary}</summary>
		<pre>${text}</pre>
	</details>`;
}

/** What became of something, in a coloured frame. */
export function tag(text: string, mood: 'good' | 'bad' | 'wait' | 'plain' = 'plain'): Html {
	return html`<span class="tag ${mood}">${text}</span>`;
}
