import { describe, expect, it } from '@jest/globals';
import { codesPage } from '../../../scripts/pages/codesPage';
import { tableOf } from './support/markdown';
import { readText, sources } from './support/repository.cjs';

const page = codesPage();
const rows = page.split(/^## /m).slice(1).flatMap(tableOf);

describe('docs/guide/codes.md', () => {
	it('is what the tables of codes say: after a change of theirs, npm run codes', () => {
		expect(readText('docs/guide/codes.md')).toBe(page);
	});

	it('has every code of every table in the core', () => {
		const tables = sources().filter((file) => /^core\/.*\/codes\.ts$/.test(file));
		expect(tables.length).toBeGreaterThanOrEqual(5);
		const named = tables.flatMap((file) =>
			[...readText(file).matchAll(/^\t([A-Z]+(?:_[A-Z]+)*):/gm)].map(([, code = '']) => code),
		);
		const listed = rows.map(([code = '']) => code);
		expect(listed.slice().sort()).toEqual(named.sort());
	});

	it('tells each in whole sentences, with no placeholder left open', () => {
		for (const row of rows) {
			expect(row.at(-1)).toMatch(/^(?:["A-Z_]|n8n ).*\.$/);
			expect(row.join(' ')).not.toMatch(/[{}]/);
		}
	});
});
