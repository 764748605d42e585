import { describe, expect, it } from '@jest/globals';
import { readFilterSettings, type FilterSettingsInput } from '../../../core/filter/settings';
import { FILTER_RULES, SKIP_CODES } from '../../../core/filter/codes';
import { applyFilter, type FilterDecision, type FilterMemory } from '../../../core/filter/filter';
import { KeptPrints } from '../../../core/filter/keptPrints';
import { hashEmail } from '../../../core/normalise/values/email';
import { codes, decide, filterOf, row, when } from './support';

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

	it('never holds back a consent that was yes before', () => {
		const withdrawn = { consents: { newsletter: 'no' as const }, previous: { newsletter: 'yes' } };
		expect(codes([row({}, { ...withdrawn, changed: [] })])).toEqual(['keep']);
		expect(codes([row({}, { ...withdrawn, changed: ['custom_squeezely_a'] })])).toEqual(['keep']);
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

	it('goes by what is sent: another profile may say yes for the address', () => {
		expect(
			codes([
				row(
					{},
					{
						...deleted,
						consents: { newsletter: 'no' },
						subscribedElsewhere: ['newsletter'],
						changed: ['newsletter'],
					},
				),
			]),
		).toEqual(['DELETED']);
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

	it('go by the record, not by what is sent of it', () => {
		expect(
			codes(
				[
					row({}, { ...told, consents: { newsletter: 'yes' } }),
					row({}, { ...told, consents: { newsletter: 'no' } }),
					row({}, { ...told, consents: { marketing: 'yes' } }),
				],
				both,
			),
		).toEqual(['keep', 'NO_CONSENT', 'CONSENT_UNKNOWN']);
	});

	it('go by what a step between put into the profile', () => {
		const gave = row({ newsletter: 'yes' }, { ...told, consents: { newsletter: 'no' } });
		const withdrew = row({ newsletter: 'no' }, { ...told, consents: { newsletter: 'yes' } });
		const unreadable = row({ newsletter: 'ja' }, { ...told, consents: { newsletter: 'no' } });
		expect(codes([gave], both)).toEqual(['keep']);
		expect(codes([withdrew], both)).toEqual(['keep']);
		expect(codes([unreadable], both)).toEqual(['NO_CONSENT']);
	});

	it('keep an opt-out of a new subprofile, whose profile may have had the consent for years', () => {
		const source = { change: 'create' as const, entity: 'subprofile' as const, subprofileId: '5' };
		expect(
			codes([row({ newsletter: 'no' }, { source })], { ...both, newWithoutConsent: 'skip' }),
		).toEqual(['keep']);
	});

	it('keep a new profile that was read later: it may have said yes before', () => {
		const source = { change: 'create' as const, speaksForCreation: true as const };
		expect(
			codes([row({ newsletter: 'no' }, { source })], { ...both, newWithoutConsent: 'skip' }),
		).toEqual(['keep']);
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

	it('goes by the newest of a list, which is the last', () => {
		expect(codes([sent], rules, [sent.fingerprint, 'x'])).toEqual(['keep']);
		expect(codes([sent], rules, ['x', sent.fingerprint])).toEqual(['SAME_AS_LAST_SENT']);
		expect(codes([sent], rules, [sent.fingerprint, ''])).toEqual(['keep']);
	});

	it('goes by the content, not by a fingerprint that is out of date', () => {
		const edited = { ...row({ newsletter: 'no' }), fingerprint: sent.fingerprint };
		expect(codes([edited], rules, [sent.fingerprint])).toEqual(['keep']);
		const [decision] = decide([edited], rules);
		expect(decision?.prepared.fingerprint).toBe(row({ newsletter: 'no' }).fingerprint);
	});

	it('counts consents that are left out as no news', () => {
		const leftOut = row({ city: 'A' }, { consents: { newsletter: 'no' }, changed: ['city'] });
		const all = row({ city: 'A', newsletter: 'no' });
		expect(codes([leftOut], rules, [all.fingerprint])).toEqual(['SAME_AS_LAST_SENT']);
		expect(codes([leftOut], rules, [row({ city: 'A' }).fingerprint])).toEqual(['keep']);
	});

	describe('a row that proves a withdrawal', () => {
		it.each([
			['it was yes before', { previous: { newsletter: 'yes' } }],
			['the change names it', { changed: ['newsletter'] }],
			['the profile was deleted', { source: { change: 'delete' as const } }],
			['the address is a new one', { changed: ['email'] }],
			['the user ID is a new one', { changed: ['userid'] }],
			['the address was another one', { previous: { email: 'z@example.com' } }],
		])('is never held back: %s', (_, over) => {
			for (const optOut of [
				row({ newsletter: 'no' }, over),
				row({}, { ...over, consents: { newsletter: 'no' } }),
			]) {
				expect(codes([optOut], rules, [optOut.fingerprint])).toEqual(['keep']);
			}
		});

		it.each([
			['another key changed', { changed: ['city'] }],
			['nobody tells', {}],
			['it was no before', { changed: ['city'], previous: { newsletter: 'no' } }],
			['the address is the same', { previous: { email: hashEmail('a@example.com') } }],
		])('is not one where %s', (_, over) => {
			const same = row({ newsletter: 'no' }, over);
			expect(codes([same], rules, [same.fingerprint])).toEqual(['SAME_AS_LAST_SENT']);
		});
	});

	it('never holds back a row that gives up an address: its fingerprint speaks of the new one only', () => {
		const back = row({ newsletter: 'yes' }, { previous: { email: 'b@example.com' } });
		expect(codes([back], rules, [back.fingerprint])).toEqual(['keep']);
	});

	describe('while a newer row is on its way', () => {
		const no = (second: number, over = {}) =>
			row({ newsletter: 'no' }, when(second, { profileId: '1', ...over }));
		const yes = (second: number, over = {}) =>
			row({ newsletter: 'yes' }, when(second, { profileId: '1', ...over }));
		const stored = [no(0).fingerprint];
		const memory = (): FilterMemory => ({
			kept: new KeptPrints(100),
			scope: 'one',
			remembers: true,
		});
		const run = (
			rows: Array<ReturnType<typeof row>>,
			over: FilterMemory,
			lastSent = stored,
			settings = rules,
		) =>
			applyFilter(
				rows.map((prepared) => ({ prepared, filter: filterOf(settings), lastSent })),
				over,
			).map((decision: FilterDecision) => (decision.keep ? 'keep' : decision.skip.code));

		it('does not go by what was stored before it', () => {
			const known = memory();
			expect(run([no(1)], known)).toEqual(['SAME_AS_LAST_SENT']);
			expect(run([yes(2)], known)).toEqual(['keep']);
			expect(run([no(3)], known)).toEqual(['keep']);
			expect(run([no(4)], known)).toEqual(['SAME_AS_LAST_SENT']);
		});

		it('does not remember a trial, whose rows may never be sent', () => {
			const known = memory();
			expect(run([yes(2)], known)).toEqual(['keep']);
			expect(run([no(3)], { ...known, remembers: false })).toEqual(['keep']);
			expect(run([no(3)], known)).toEqual(['keep']);
		});

		it('does not for any other value, and not for a consent that was given again', () => {
			const known = memory();
			const a = row({ city: 'A' });
			expect(run([row({ city: 'B' })], known, [a.fingerprint])).toEqual(['keep']);
			expect(run([a], known, [a.fingerprint])).toEqual(['keep']);
			const again = memory();
			expect(run([no(1)], again, [yes(0).fingerprint])).toEqual(['keep']);
			expect(run([yes(2)], again, [yes(0).fingerprint])).toEqual(['keep']);
		});

		it('does not within one run, by the order of time', () => {
			expect(run([yes(2), no(3)], memory())).toEqual(['keep', 'keep']);
			expect(run([no(3), yes(2)], memory())).toEqual(['keep', 'keep']);
			expect(run([no(1), yes(2)], memory())).toEqual(['SAME_AS_LAST_SENT', 'keep']);
		});

		it('does not of another profile of the same person, for an opt-out', () => {
			const known = memory();
			expect(run([yes(1, { profileId: '2' })], known)).toEqual(['keep']);
			expect(run([no(2)], known)).toEqual(['keep']);
			const elsewhere = { ...memory(), kept: known.kept, scope: 'two' };
			expect(run([yes(3, { profileId: '2' })], elsewhere)).toEqual(['keep']);
			expect(run([no(4)], known)).toEqual(['keep']);
		});

		it('lets no opt-in through for that reason: where profiles contradict each other, no counts', () => {
			const known = memory();
			expect(run([no(1, { profileId: '2' })], known, [])).toEqual(['keep']);
			expect(run([yes(2)], known, [yes(0).fingerprint])).toEqual(['SAME_AS_LAST_SENT']);
		});

		it('still goes by it for a profile and its subprofile, and for two Filters, in turns', () => {
			const known = memory();
			const profile = row({ city: 'A' });
			const sub = row({ city: 'B' }, { source: { entity: 'subprofile', subprofileId: '5' } });
			expect(run([profile, sub], known, [])).toEqual(['keep', 'keep']);
			expect(run([profile], known, [profile.fingerprint])).toEqual(['SAME_AS_LAST_SENT']);
			expect(run([sub], known, [sub.fingerprint])).toEqual(['SAME_AS_LAST_SENT']);
			expect(run([row({ city: 'C' })], { ...known, scope: 'two' }, [])).toEqual(['keep']);
			expect(run([profile], known, [profile.fingerprint])).toEqual(['SAME_AS_LAST_SENT']);
		});

		it('remembers nothing of rows that other Filters let through, or that were skipped', () => {
			const known = memory();
			expect(run([yes(1)], known, stored, { rules: [] })).toEqual(['keep']);
			expect(
				run([row({ newsletter: 'yes' }, { changed: [] })], known, [], {
					rules: ['UNCHANGED', 'SAME_AS_LAST_SENT'],
				}),
			).toEqual(['UNCHANGED']);
			expect(run([no(3)], known)).toEqual(['SAME_AS_LAST_SENT']);
		});
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
		[{ consents: [] }, /Required Consents.*no consent/],
		[{ excludedAddresses: '*' }, /Excluded Addresses.*every address/],
		[{ excludedAddresses: 'example.com, a b' }, /contains spaces/],
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

describe('an address that a skipped row gives up', () => {
	const moved = (values: Parameters<typeof row>[0], over: Parameters<typeof row>[1] = {}) =>
		row(
			{ email: 'new@example.com', ...values },
			{ changed: ['email'], previous: { email: 'old@example.com' }, ...over },
		);
	const only = {
		profile: {},
		previous: { email: 'old@example.com' },
		onlyGivesUp: true,
	};

	it.each<[string, FilterSettingsInput, Parameters<typeof row>[0]]>([
		[
			'EXCLUDED_ADDRESS',
			{ rules: ['EXCLUDED_ADDRESS'], excludedAddresses: ['new@example.com'] },
			{ newsletter: 'yes' },
		],
		['CONSENT_UNKNOWN', { rules: ['CONSENT_UNKNOWN'] }, {}],
	])('goes on alone: %s', (code, settings, values) => {
		const [decision] = decide([moved(values)], settings);
		expect(decision).toMatchObject({
			keep: false,
			skip: { code },
			givenUp: { ...only, notes: [{ field: 'email', code }] },
		});
	});

	it('is not there where the row is kept, keeps its address, or was superseded', () => {
		const settings: FilterSettingsInput = { rules: ['CONSENT_UNKNOWN', 'SUPERSEDED'] };
		expect(decide([moved({ newsletter: 'yes' })], settings)[0]).not.toHaveProperty('givenUp');
		const stays = row({ email: 'old@example.com' }, { previous: { email: 'old@example.com' } });
		expect(decide([stays], settings)[0]).not.toHaveProperty('givenUp');
		const [older, newer] = decide([moved({}), moved({ email: 'third@example.com' })], settings);
		expect(older).toMatchObject({ skip: { code: 'SUPERSEDED' } });
		expect(older).not.toHaveProperty('givenUp');
		expect(newer).toMatchObject({ skip: { code: 'CONSENT_UNKNOWN' }, givenUp: only });
	});

	it('that comes alone is kept whatever the rules, and handed on to a newer row', () => {
		const [decision] = decide([moved({})], { rules: ['CONSENT_UNKNOWN'] });
		const alone = decision?.keep === false ? decision.givenUp : undefined;
		if (alone === undefined) throw new Error('gives nothing up');
		const all: FilterSettingsInput = {
			rules: [...FILTER_RULES],
			excludedAddresses: ['example.com'],
		};
		expect(decide([alone], all, [alone.fingerprint])[0]).toMatchObject({ keep: true });
		const next = row({ email: 'third@example.com', newsletter: 'yes' }, { changed: ['email'] });
		const [first, second] = decide([alone, next], { rules: ['SUPERSEDED'] });
		expect(first).toMatchObject({ keep: false, skip: { code: 'SUPERSEDED' } });
		expect(second?.prepared).toMatchObject({
			profile: { email: 'third@example.com' },
			previous: { email: 'old@example.com' },
		});
		expect(second?.prepared).not.toHaveProperty('onlyGivesUp');
	});
});
