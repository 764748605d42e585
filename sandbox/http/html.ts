/** Markup that may be put into a page as it is. */
export class Html {
	constructor(readonly text: string) {}
}

type Part = Html | string | number | boolean | null | undefined | readonly Html[];

function escaped(text: string): string {
	return text
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/"/g, '&quot;')
		.replace(/'/g, '&#39;');
}

function written(part: Part): string {
	if (part === null || part === undefined || part === false) return '';
	if (part instanceof Html) return part.text;
	if (typeof part === 'object') return part.map(({ text }) => text).join('');
	return escaped(String(part));
}

/** Template for markup: everything that is put in is escaped, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
	return new Html(
		strings.map((text, at) => text + (at < parts.length ? written(parts[at]) : '')).join(''),
	);
}
