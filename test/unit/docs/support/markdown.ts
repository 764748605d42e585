/** Just enough Markdown for the checks of the documents. */

const FENCE = /^```.*?^```/gms;

/** Text without code blocks and inline code, in which links and italics mean nothing. */
export function withoutCode(text: string): string {
	return text.replace(FENCE, '').replace(/`[^`\n]*`/g, '');
}

/** Targets of all links and pictures, in order. */
export function linksOf(text: string): string[] {
	return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** Texts in italics; where one is a path (`A → B`), its parts. */
export function italicsOf(text: string): string[] {
	const prose = withoutCode(text)
		.replace(/\]\([^)]*\)/g, ']')
		.replace(/\\_/g, '');
	return [...prose.matchAll(/(?<![\w*])_([^_\n]+)_(?!\w)/g)].flatMap(([, italic = '']) =>
		italic.split(/\s*→\s*/),
	);
}

/** Anchors of the headings, as GitHub makes them. */
export function anchorsOf(text: string): Set<string> {
	const anchors = new Set<string>();
	for (const [, heading = ''] of text.replace(FENCE, '').matchAll(/^#{1,6} (.+)$/gm)) {
		const anchor = heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.trim()
			.replace(/\s/g, '-');
		let unique = anchor;
		for (let count = 1; anchors.has(unique); count++) unique = `${anchor}-${count}`;
		anchors.add(unique);
	}
	return anchors;
}

/** The part of a document below a heading, up to the next heading of the same or a higher level. */
export function sectionOf(text: string, heading: string): string {
	const start = text.indexOf(`\n${heading}\n`);
	if (start < 0) return '';
	const body = text.slice(start + heading.length + 2);
	const level = heading.indexOf(' ');
	const end = body.search(new RegExp(`^#{1,${level}} `, 'm'));
	return end < 0 ? body : body.slice(0, end);
}

/** Cells of the body rows of the first table of a text, without back-ticks. */
export function tableOf(text: string): string[][] {
	return text
		.split('\n')
		.filter((line) => line.startsWith('|'))
		.slice(2)
		.map((line) =>
			line
				.replace(/\\\|/g, '¦')
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim().replace(/^`|`$/g, '')),
		);
}

/** The JSON block that follows the comment `<!-- example: name -->`. */
export function exampleOf(text: string, name: string): unknown {
	const [, after = ''] = text.split(`<!-- example: ${name} -->`);
	const json = /^\s*```json\n(.*?)^```/ms.exec(after)?.[1];
	const parsed: unknown = json === undefined ? undefined : JSON.parse(json);
	return parsed;
}
