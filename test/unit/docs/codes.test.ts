import { describe, expect, it } from '@jest/globals';
import { ignored, refusals } from '../../../core/callback/codes';
import { copernicaCodes } from '../../../core/copernica/codes';
import { SKIP_CODES } from '../../../core/filter/codes';
import { INVALID_CODES, NOTE_CODES } from '../../../core/profile/codes';
import { SYNC_CODES } from '../../../core/sync/codes';
import { sectionOf, tableOf, withoutCode } from './support/markdown';
import { readText } from './support/repository.cjs';

const readme = readText('README.md');

/** Heading in the README → code → what else its table says of the code. */
const tables: Record<string, Record<string, string[]>> = {
	'### Refused calls': withDetails(refusals, ({ status }) => [String(status)]),
	'### Ignored calls': withDetails(ignored, () => []),
	'### Normalise: invalid rows': withDetails(INVALID_CODES, () => []),
	'### Normalise: notes': withDetails(NOTE_CODES, () => []),
	'### Filter: skipped rows': withDetails(SKIP_CODES, () => []),
	'### Sync and Track: rows': withDetails(SYNC_CODES, ({ status }) => [status]),
	'### Copernica: rejected rows': withDetails(copernicaCodes, () => []),
};

function withDetails<Entry>(
	codes: Record<string, Entry>,
	details: (entry: Entry) => string[],
): Record<string, string[]> {
	return Object.fromEntries(Object.entries(codes).map(([code, entry]) => [code, details(entry)]));
}

describe('the codes in the README', () => {
	it.each(Object.entries(tables))('%s lists exactly the codes there are', (heading, codes) => {
		const rows = tableOf(sectionOf(readme, heading));
		expect(rows.map(([code]) => code).sort()).toEqual(Object.keys(codes).sort());
		for (const [code = '', ...cells] of rows) {
			expect([code, ...cells.slice(0, -1)]).toEqual([code, ...(codes[code] ?? [])]);
			expect(cells.at(-1)).toMatch(/^\S.*\.$/);
		}
	});

	it('has no other table of codes', () => {
		const headings = [...sectionOf(readme, '## Codes').matchAll(/^### .+$/gm)].map(
			([line]) => line,
		);
		expect(headings).toEqual(Object.keys(tables));
	});
});

describe('codes in other documents', () => {
	const known = new Set(Object.values(tables).flatMap((codes) => Object.keys(codes)));

	it.each(['docs/guide/troubleshooting.md', 'docs/guide/nl/snel-aan-de-slag.md'])(
		'%s names no unknown code',
		(file) => {
			const text = readText(file);
			const named = [...text.matchAll(/`([A-Z]{3,}(?:_[A-Z]+)+)`/g)].map(([, code = '']) => code);
			const settings = named.filter((name) => /^(N8N|WEBHOOK|EXECUTIONS)_/.test(name));
			expect(named.filter((name) => !known.has(name) && !settings.includes(name))).toEqual([]);
			expect(withoutCode(text)).not.toMatch(/\b[A-Z]{3,}_[A-Z]{3,}\b/);
		},
	);
});
