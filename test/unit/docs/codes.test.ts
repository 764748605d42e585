import { describe, expect, it } from '@jest/globals';
import { withoutCode } from './support/markdown';
import { documents, readText } from './support/repository.cjs';

/** The page of codes equals the tables in the code (codesPage.test.ts), so it knows them all. */
const CODES_PAGE = 'docs/guide/codes.md';
const known = new Set(
	[...readText(CODES_PAGE).matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code = '']) => code),
);

const others = [
	'README.md',
	...documents().filter((file) => file.startsWith('docs/guide/') && file !== CODES_PAGE),
];

describe('codes in the README and the guide', () => {
	it('are all on the page of codes', () => {
		expect(known.size).toBeGreaterThan(100);
	});

	it.each(others)('%s names no unknown code', (file) => {
		const text = readText(file);
		const named = [...text.matchAll(/`([A-Z]{3,}(?:_[A-Z]+)+)`/g)].map(([, code = '']) => code);
		const settings = named.filter((name) => /^(N8N|WEBHOOK|EXECUTIONS|QUEUE)_/.test(name));
		expect(named.filter((name) => !known.has(name) && !settings.includes(name))).toEqual([]);
		expect(withoutCode(text)).not.toMatch(/\b[A-Z]{3,}_[A-Z]{3,}\b/);
	});
});
