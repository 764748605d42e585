import { describe, expect, it } from '@jest/globals';
import { readFilterSettings, type FilterSettingsInput } from '../../../core/filter/settings';
import { SKIP_CODES } from '../../../core/filter/codes';
import { codes, row } from './support';

describe('UNCHANGED', () => {
	it('skips an update that changed no mapped key, by default', () => {
		expect(codes([row({}, { changed: [] })])).toEqual(['UNCHANGED']);
	});

	it.each([
		['something changed', row({}, { changed: ['city'] })],
		['it is not told what changed', row({}, { changed: null })],
		['the profile is new', row({}, { changed: [], source: { change: 'create' } })],
		[
			'a deleted profile withdraws a consent',
			row({ newsletter: 'no' }, { changed: [], source: { change: 'delete' } }),
		],
	])('keeps a row where %s', (_, prepared) => {
		expect(codes([prepared])).toEqual(['keep']);
	});

	it('can be switched off', () => {
		expect(codes([row({}, { changed: [] })], { rules: [] })).toEqual(['keep']);
	});
});

describe('CONNECTOR_FIELDS_ONLY', () => {
	it.each([
		[['custom_SqueezelyCustomerId'], 'CONNECTOR_FIELDS_ONLY'],
		[['custom_squeezely_audiences', 'custom_SQUEEZELY_triggers'], 'CONNECTOR_FIELDS_ONLY'],
		[['custom_squeezely_audiences', 'city'], 'keep'],
		[['custom_squeezelyfan'], 'keep'],
		[['newsletter'], 'keep'],
	])('changed %j: %s', (changed, expected) => {
		expect(codes([row({}, { changed })])).toEqual([expected]);
	});

	it('leaves a row without any change to its own rule', () => {
		expect(codes([row({}, { changed: [] })], { rules: ['CONNECTOR_FIELDS_ONLY'] })).toEqual([
			'keep',
		]);
	});

	it("takes the user's own list", () => {
		const settings = {
			rules: ['CONNECTOR_FIELDS_ONLY'],
			connectorKeys: 'custom_ai_*, score',
		} as const;
		expect(
			codes([row({}, { changed: ['custom_ai_segment', 'custom_score'] })], {
				...settings,
				rules: [...settings.rules],
			}),
		).toEqual(['CONNECTOR_FIELDS_ONLY']);
	});

	it('keeps a new profile', () => {
		const created = row(
			{},
			{ changed: ['custom_SqueezelyCustomerId'], source: { change: 'create' } },
		);
		expect(codes([created])).toEqual(['keep']);
	});
});

describe('DELETED', () => {
	const deleted = { source: { change: 'delete' as const } };

	it('skips a deleted profile that withdraws nothing', () => {
		expect(
			codes([
				row({}, deleted),
				row({ newsletter: 'yes' }, { source: { ...deleted.source, profileId: '2' } }),
			]),
		).toEqual(['DELETED', 'DELETED']);
	});

	it('never skips an opt-out', () => {
		expect(codes([row({ service: 'no' }, deleted)])).toEqual(['keep']);
	});
});

describe('NO_CONSENT and CONSENT_UNKNOWN', () => {
	const both: FilterSettingsInput = { rules: ['NO_CONSENT', 'CONSENT_UNKNOWN'] };
	const told = { changed: ['city'] };

	it('skip only what they are asked for', () => {
		const rows = [
			row({ newsletter: 'yes' }, told),
			row({ newsletter: 'no' }, told),
			row({ marketing: 'yes' }, told),
			row({}, told),
		];
		expect(codes(rows, both)).toEqual(['keep', 'NO_CONSENT', 'CONSENT_UNKNOWN', 'CONSENT_UNKNOWN']);
		expect(codes(rows)).toEqual(['keep', 'keep', 'keep', 'keep']);
		expect(codes(rows, { ...both, consents: ['newsletter', 'marketing'] })).toEqual([
			'keep',
			'NO_CONSENT',
			'keep',
			'CONSENT_UNKNOWN',
		]);
	});

	it.each([
		['the newsletter just became no', row({ newsletter: 'no' }, { changed: ['newsletter'] })],
		[
			'it was yes before',
			row({ newsletter: 'no' }, { changed: [], previous: { newsletter: 'yes' } }),
		],
		['it is not told what changed', row({ newsletter: 'no' })],
		['the address is a new one', row({ newsletter: 'no' }, { changed: ['email'] })],
		['another consent just became no', row({ marketing: 'no' }, { changed: ['marketing'] })],
		[
			'the profile was deleted',
			row({ newsletter: 'no' }, { changed: [], source: { change: 'delete' } }),
		],
		[
			'a new profile says no: Activate may know the address',
			row({ newsletter: 'no' }, { source: { change: 'create' } }),
		],
	])('keep an opt-out that Activate may not have: %s', (_, prepared) => {
		expect(codes([prepared], both)).toEqual(['keep']);
	});

	it('skip new profiles without consent on request, unless the consent was withdrawn meanwhile', () => {
		const settings: FilterSettingsInput = { ...both, newWithoutConsent: 'skip' };
		const source = { change: 'create' as const };
		expect(
			codes(
				[
					row({ newsletter: 'no' }, { source }),
					row(
						{ newsletter: 'no' },
						{ source: { ...source, profileId: '2' }, changed: ['newsletter'] },
					),
					row({ newsletter: 'no' }, { source: { ...source, profileId: '3' }, changed: [] }),
				],
				settings,
			),
		).toEqual(['NO_CONSENT', 'keep', 'NO_CONSENT']);
	});
});

describe('SAME_AS_LAST_SENT', () => {
	const rules: FilterSettingsInput = { rules: ['SAME_AS_LAST_SENT'] };
	const sent = row({ city: 'Utrecht' });

	it('skips what was sent before and nothing else', () => {
		expect(codes([sent], rules, [sent.fingerprint])).toEqual(['SAME_AS_LAST_SENT']);
		expect(codes([row({ city: 'Zwolle' })], rules, [sent.fingerprint])).toEqual(['keep']);
		expect(codes([sent], rules, [])).toEqual(['keep']);
		expect(codes([sent], {}, [sent.fingerprint])).toEqual(['keep']);
	});

	it('sends A, B and A again', () => {
		const a = row({ city: 'A' });
		const b = row({ city: 'B' });
		expect(codes([a], rules, [])).toEqual(['keep']);
		expect(codes([b], rules, [a.fingerprint])).toEqual(['keep']);
		expect(codes([a], rules, [b.fingerprint])).toEqual(['keep']);
	});
});

describe('readFilterSettings', () => {
	it.each([
		[{ rules: ['OTHER'] }, /Skip, entry 1/],
		[{ consents: [] }, /Consents Asked For.*no consent/],
		[{ excludedAddresses: '*' }, /Excluded Addresses.*every address/],
		[{ excludedAddresses: 'example.com, a b' }, /blanks/],
		[{ excludedAddresses: 'x'.repeat(400) }, /too long/],
	])('%j: %s', (settings, reason) => {
		const read = readFilterSettings(settings);
		expect(read.ok ? '' : read.reason).toMatch(reason);
	});
});

describe('sentences', () => {
	it.each(Object.entries(SKIP_CODES))('%s reads well and survives n8n', (_, sentence) => {
		expect(sentence).toMatch(/^[A-Z].*\.$/);
		expect(sentence).not.toMatch(/error|problem|failure|mistake/i);
		expect(sentence).not.toMatch(/EACCES|ENOENT|EPERM|ECONNRESET|ETIMEDOUT/i);
	});
});
