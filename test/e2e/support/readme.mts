import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../scripts/host/paths.mts';

/** The text of a numbered step as a reader sees it, without its picture. */
function plainText(step: string): string {
	return step
		.replace(/!\[[^\]]*\]\([^)]*\)/g, '')
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.replace(/\*\*|(?<!\w)_|_(?!\w)/g, '')
		.replace(/\s+/g, ' ')
		.trim();
}

/** The sentences of each numbered step below a heading of the README. */
export function numberedSentences(heading: string): string[][] {
	const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
	const [, below = ''] = readme.split(`\n${heading}\n`);
	return (below.split(/^#/m)[0] ?? '')
		.split(/^\d+\. /m)
		.slice(1)
		.map((step) => step.split(/\n(?=\S)/)[0] ?? '')
		.map((step) => plainText(step).split(/(?<=[.?!]) /));
}
